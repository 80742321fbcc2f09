import { checkUsers, idsOf, NO_IDS } from "./ids.js";

/**
 * @typedef {{ users: unknown[], ids: Ids }} Asked users, and their keys
 * @typedef {import("./ids.js").Ids} Ids
 * @typedef {{ isOver: boolean, error?: unknown }} Reading of a source: whether it is over, and what was thrown
 */

/** The users on their way, in batches: the engine knows them by the place of their batch and their place within it. */
export class Batches {
  /** How many there have been. */
  count = 0;

  #source;
  #onRead;
  #key = "id";
  #taken = 0;
  /** Those without all their verdicts. @type {Map<number, Asked>} */
  #open = new Map();
  /** What came of waiting for users. @type {Reading | undefined} */
  #reading;
  /** How many users the batch has in which one has no key. */
  #refused = 0;

  /**
   * @param {import("./source.js").Source} source
   * @param {() => void} onRead called when users came that were waited for
   */
  constructor(source, onRead) {
    this.#source = source;
    this.#onRead = onRead;
  }

  /** Throws for an array with a user that has no key. @param {string} key */
  check(key) {
    this.#key = key;
    checkUsers(this.#source.known, key);
  }

  /**
   * How many users the next batch has: 0 where there are no more, -1 while they are waited for.
   *
   * @param {number} size
   */
  take(size) {
    if (this.#reading?.isOver === false) return -1;
    if (this.#reading && "error" in this.#reading) throw this.#reading.error;
    const users = this.#source.take(size);
    if (!(users instanceof Promise)) return this.#enter(users);
    this.#reading = { isOver: false };
    this.#await(users, this.#reading);
    return -1;
  }

  /**
   * @param {Promise<void>} users
   * @param {Reading} reading
   */
  async #await(users, reading) {
    try {
      await users;
    } catch (error) {
      reading.error = error;
    }
    reading.isOver = true;
    this.#onRead();
  }

  /** @param {unknown[] | null} users */
  #enter(users) {
    if (users === null) return 0;
    const asked = { users, ids: NO_IDS };
    this.#open.set(this.count++, asked);
    const first = this.#taken;
    this.#taken += users.length;
    this.#refused = users.length;
    asked.ids = idsOf(users, this.#key, first);
    this.#refused = 0;
    return users.length;
  }

  /**
   * Ends the reading, and enters what was read but is not known to the engine. Returns the lengths of these batches.
   *
   * @param {number} size
   */
  close(size) {
    const lengths = this.#refused > 0 ? [this.#refused] : [];
    const rest = this.#source.close();
    for (let start = 0; start < rest.length; start += size) {
      const users = rest.slice(start, start + size);
      this.#open.set(this.count++, { users, ids: NO_IDS });
      lengths.push(users.length);
    }
    return lengths;
  }

  /** Whether the source was closed before it was read to its end. */
  get isCut() {
    return this.#source.isCut;
  }

  /**
   * Some users of a batch.
   *
   * @param {number} batch
   * @param {number} from
   * @param {number} to
   * @returns {Asked}
   */
  some(batch, from, to) {
    const all = /** @type {Asked} */ (this.#open.get(batch));
    if (to - from === all.users.length) return all;
    const users = all.users.slice(from, to);
    return { users, ids: idsOf(users, this.#key, 0) };
  }

  /** Those that are open, by their places. */
  get open() {
    return [...this.#open];
  }

  /** Takes out a batch that has all its verdicts. @param {number} batch */
  remove(batch) {
    const users = this.#open.get(batch)?.users ?? [];
    this.#open.delete(batch);
    return users;
  }
}
