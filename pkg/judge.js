/**
 * Asks the caller's `where` about rows.
 *
 * @param {(row: unknown, user: unknown) => unknown} where
 * @param {unknown[]} users
 * @param {Uint32Array} positions which of the users have a row
 * @param {unknown[]} rows theirs, in the same order
 * @returns {Uint8Array} 1 for each row that passes
 */
export function judge(where, users, positions, rows) {
  const passes = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const answer = where(rows[index], users[positions[index]]);
    if (typeof (/** @type {any} */ (answer)?.then) === "function") {
      throw new TypeError("`where` answered a promise, but has to answer at once");
    }
    passes[index] = answer ? 1 : 0;
  }
  return passes;
}

/**
 * @param {unknown[]} users
 * @param {Uint32Array} positions
 * @param {unknown[]} rows
 */
export function keep(users, positions, rows) {
  const kept = new Map();
  for (let index = 0; index < rows.length; index++) kept.set(users[positions[index]], rows[index]);
  return kept;
}
