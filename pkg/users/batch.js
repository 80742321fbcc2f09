import { keysOfPart, pickedKeys } from "./keys.js";

/** Users that are asked about together, and their keys, which were read once: whatever becomes of the users meanwhile. */
export class Batch {
  /** Its place in the run. */
  index;
  users;
  /** @type {import("./keys.js").Keys} */
  keys;
  /** @type {import("./equal.js").EqualKeys | undefined} */
  equal;

  /**
   * @param {number} index
   * @param {unknown[]} users
   * @param {import("./keys.js").Keys} keys
   */
  constructor(index, users, keys) {
    this.index = index;
    this.users = users;
    this.keys = keys;
  }

  get length() {
    return this.users.length;
  }

  /** The keys as a JSON array, in UTF-8: what the engine matches rows against. */
  get bytes() {
    return this.keys.bytes;
  }

  /** The body of `body: "ids"`. */
  get idsBody() {
    return `{"ids":${this.keys.json}}`;
  }

  /** Its length. */
  get idsBodyBytes() {
    return this.keys.bytes.byteLength + '{"ids":}'.length;
  }

  /** How many users have each of the keys; undefined where none is there twice. */
  get counts() {
    return this.equal?.counts;
  }

  /**
   * Some of them.
   *
   * @param {number} from
   * @param {number} to
   */
  part(from, to) {
    return new Batch(this.index, this.users.slice(from, to), keysOfPart(this.keys, from, to));
  }

  /** Those at these places. @param {Uint32Array} places */
  pick(places) {
    const users = Array.from(places, (place) => this.users[place]);
    return new Batch(this.index, users, pickedKeys(this.keys, places));
  }
}

/**
 * What the caller's functions are told of an attempt.
 *
 * @param {number} batch
 * @param {number} attempt
 * @param {number} request
 * @param {AbortSignal} signal
 */
export function contextOf(batch, attempt, request, signal) {
  return { batch, attempt, request, signal };
}
