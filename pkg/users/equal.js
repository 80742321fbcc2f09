/** @typedef {import("./keys.js").Key} Key */

/** Users of a batch some of whom have the same key: it is asked about once, and the verdict is that of all who have it. */
export class EqualKeys {
  /** All users, in the order of the input. */
  users;
  /** For each of them which of the distinct keys is theirs. @type {number[]} */
  keyOf = [];
  /** Which users are the first with their key. @type {number[]} */
  firsts = [];
  /** How many users have each key. */
  counts;

  /**
   * @param {unknown[]} users
   * @param {readonly Key[]} ids
   */
  constructor(users, ids) {
    this.users = users;
    const known = new Map();
    for (let place = 0; place < ids.length; place++) {
      const text = String(ids[place]);
      let key = known.get(text);
      if (key === undefined) {
        key = known.size;
        known.set(text, key);
        this.firsts.push(place);
      }
      this.keyOf.push(key);
    }
    this.counts = new Uint32Array(known.size);
    for (const key of this.keyOf) this.counts[key]++;
  }

  /**
   * The rows of all, given those of the first with each key.
   *
   * @param {Map<unknown, unknown>} rows
   * @param {unknown[]} firsts
   */
  rowsOfAll(rows, firsts) {
    const all = new Map();
    for (const [place, user] of this.users.entries()) {
      const first = firsts[this.keyOf[place]];
      if (rows.has(first)) all.set(user, rows.get(first));
    }
    return all;
  }
}

/**
 * Whether a key is there twice: 7, 7n and "7" are one. Integers that ascend, as most lists have them, show at a glance that none is.
 *
 * @param {readonly Key[]} ids
 */
export function hasEqual(ids) {
  return !ascend(ids) && new Set(isOfOneType(ids) ? ids : ids.map(String)).size < ids.length;
}

/** @param {readonly Key[]} ids */
function ascend(ids) {
  let before = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < ids.length; place++) {
    const id = ids[place];
    if (typeof id !== "number" || id <= before) return false;
    before = id;
  }
  return true;
}

/** @param {readonly Key[]} ids */
function isOfOneType(ids) {
  const type = typeof ids[0];
  return ids.every((id) => typeof id === type);
}
