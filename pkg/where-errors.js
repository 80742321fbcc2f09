import { show, wrong } from "./errors.js";
import { distance } from "./spelling.js";

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
