/** Shows how far the job is, where somebody looks on. */

import { styleText } from "node:util";

const WIDTH = 40;

/**
 * What to give as `onProgress`: nothing where the output is no terminal.
 *
 * @param {number} total users of the job
 * @returns {((stats: import("filter-users").Stats) => void) | undefined}
 */
export function progressBar(total) {
  if (!process.stdout.isTTY) return undefined;
  return ({ users }) => {
    const done = Math.round((users.total / total) * WIDTH);
    const bar = styleText("green", "█".repeat(done)) + styleText("gray", "░".repeat(WIDTH - done));
    // The cursor goes back to where the bar begins, so that whatever is printed next, be it an error, covers it.
    const end = users.total === total ? "\n" : "\r";
    process.stdout.write(`${bar} ${users.total.toLocaleString("en")} of ${total.toLocaleString("en")}${end}`);
  };
}
