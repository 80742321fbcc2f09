/** The users, and who of them should pass. */

/** @typedef {{ nr: number, id: number }} User `nr` tells users with the same id apart */

export const COUNT = 1_000;
export const BATCH = 50;
export const AT_ONCE = 4;
/** Who has more than this passes. */
export const ENOUGH = 500;

/** @param {number} id */
export const balanceOf = (id) => (id >= 301 && id <= 303 ? 900 : (id * 7_919) % 1_000);

/** @param {boolean} [hasEqualIds] @returns {User[]} */
export function people(hasEqualIds = false) {
  return Array.from({ length: COUNT }, (_, nr) => ({ nr, id: hasEqualIds && nr % 25 === 24 ? nr : nr + 1 }));
}

/** @param {User} user */
export const shouldPass = ({ id }) => balanceOf(id) > ENOUGH;

/** @template T @param {T[]} list @returns {T[][]} */
export function batchesOf(list) {
  return Array.from({ length: Math.ceil(list.length / BATCH) }, (_, index) =>
    list.slice(index * BATCH, (index + 1) * BATCH),
  );
}
