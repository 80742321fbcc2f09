import { FilterUsersError, show } from "./errors.js";
import { distance } from "./spelling.js";

/**
 * An error that says what `at`, a place in the condition, takes.
 *
 * @param {string} at
 * @param {string} takes
 * @param {string} got in words
 */
export function wrong(at, takes, got) {
  return new FilterUsersError("INVALID_OPTION", `Expected \`${at}\` to be ${takes}, got ${got}`);
}

/**
 * A value of the wrong sort.
 *
 * @param {string} at
 * @param {string} takes
 * @param {import("./where.js").Value} got
 */
export function wrongValue(at, takes, got) {
  if (got instanceof Map) return wrong(at, takes, got.size === 0 ? "an empty object" : "an object");
  return wrong(at, takes, show(got));
}

/**
 * A word that is none of those known here.
 *
 * @param {string} at
 * @param {readonly string[]} known
 * @param {string} got
 */
export function unknown(at, known, got) {
  // Of those equally near the shortest.
  const distances = known.map((name) => distance(got, name) + name.length / 100);
  const nearest = known[distances.indexOf(Math.min(...distances))];
  return wrong(at, `one of ${known.join(", ")} (did you mean \`${nearest}\`?)`, got);
}
