import { Explanation } from "./explanation.js";
import { describe } from "./request.js";

/**
 * Asks the caller's `where` about rows.
 *
 * @param {(row: unknown, user: unknown) => unknown} where
 * @param {unknown[]} rows
 * @param {unknown[]} users whose they are, in the same order
 * @param {Uint8Array} passes where a 1 is entered for each row that passes
 */
export function judge(where, rows, users, passes) {
  try {
    for (let index = 0; index < rows.length; index++) {
      const answer = where(rows[index], users[index]);
      if (typeof (/** @type {any} */ (answer)?.then) === "function")
        throw new TypeError("`where` answered a promise, but has to answer at once");
      if (answer) passes[index] = 1;
    }
  } catch (cause) {
    throw new Explanation("PREDICATE", `The function \`where\` failed: ${describe(cause)}`, { cause });
  }
}
