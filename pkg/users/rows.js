import { SHOWN } from "../platform/body.js";
import { newTextDecoder } from "../platform/text.js";
import { forget } from "../platform/wait.js";

/**
 * Asks a function of the caller's about rows.
 *
 * @param {string} option which it is
 * @param {(row: unknown, user: unknown) => unknown} ask
 * @param {unknown[]} rows
 * @param {unknown[]} users
 * @param {Uint32Array} positions which of the users have those rows, in the same order
 * @returns {Uint8Array} a 1 for each row of which it says yes
 */
export function judge(option, ask, rows, users, positions) {
  const says = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const answer = ask(rows[index], users[positions[index]]);
    if (typeof (/** @type {any} */ (answer)?.then) === "function") {
      forget(answer);
      throw new TypeError(`\`${option}\` answered a promise, but has to answer at once`);
    }
    if (answer === undefined) throw new TypeError(`\`${option}\` answered undefined: is there a \`return\`?`);
    if (answer) says[index] = 1;
  }
  return says;
}

/**
 * Rows that are kept, by their users.
 *
 * @param {unknown[]} rows
 * @param {unknown[]} users
 * @param {Uint32Array} positions
 */
export function keep(rows, users, positions) {
  return new Map(rows.map((row, index) => [users[positions[index]], row]));
}

/**
 * Some of the rows that `send` answered.
 *
 * @param {unknown[]} rows
 * @param {Uint32Array} places
 */
export function pick(rows, places) {
  return Array.from(places, (place) => rows[place]);
}

/** What is shown of a row. @param {Uint8Array} row */
export function beginningOf(row) {
  return newTextDecoder().decode(row.subarray(0, SHOWN));
}

/** @param {Uint8Array} json */
export function parse(json) {
  return JSON.parse(newTextDecoder().decode(json));
}

/**
 * The rows that `send` answered, as an array; undefined for what is no iterable.
 *
 * @param {any} answer
 */
export function rowsOf(answer) {
  if (answer === null || typeof answer !== "object" || typeof answer[Symbol.iterator] !== "function")
    return undefined;
  // A copy: they are looked at once more when they are handed back.
  return Array.from(answer);
}
