import { FilterUsersError } from "./errors.js";

/**
 * @typedef {import("./unread.js").Unread} Unread
 * @typedef {import("./result.js").Batch} Batch
 */

/** Reads a run as it goes on. @see index.d.ts */
export class UserStream {
  #unread;
  #batches;
  #users;
  /** Which of the two is read. @type {object | undefined} */
  #reading;

  /**
   * @param {Unread} unread
   * @param {() => Promise<void>} leave ends the run
   */
  constructor(unread, leave) {
    this.#unread = unread;
    this.#batches = new Batches(unread, leave);
    this.#users = new Users(this.#batches);
  }

  get stats() {
    return this.#unread.stats;
  }

  batches() {
    return this.#read(this.#batches);
  }

  [Symbol.asyncIterator]() {
    return this.#read(this.#users);
  }

  /**
   * @template {object} T
   * @param {T} reading
   */
  #read(reading) {
    this.#reading ??= reading;
    if (this.#reading === reading) return reading;
    throw new FilterUsersError(
      "INVALID_OPTION",
      "A stream is read either by iterating over it or by its `batches()`, which hold the same users: choose one",
    );
  }
}

/** Every batch. Not a generator: what is left has to be left at once, though a batch is waited for. */
class Batches {
  #unread;
  #leave;

  /**
   * @param {Unread} unread
   * @param {() => Promise<void>} leave
   */
  constructor(unread, leave) {
    this.#unread = unread;
    this.#leave = leave;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<Batch, undefined>>} */
  async next() {
    const batch = await this.#unread.next();
    return batch === undefined ? { done: true, value: undefined } : { done: false, value: batch };
  }

  async return() {
    this.#unread.leave();
    await this.#leave();
    return /** @type {const} */ ({ done: true, value: undefined });
  }
}

/** The users that pass, batch after batch. */
class Users {
  #batches;
  /** Of the batch that is being read. @type {any[]} */
  #users = [];
  #place = 0;
  /** The next batch, while it is waited for: by one who asks for all. @type {Promise<boolean> | undefined} */
  #turning;

  /** @param {Batches} batches */
  constructor(batches) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<any, undefined>>} */
  async next() {
    while (this.#place === this.#users.length) {
      this.#turning ??= this.#turn();
      if (!(await this.#turning)) return { done: true, value: undefined };
    }
    return { done: false, value: this.#users[this.#place++] };
  }

  async #turn() {
    try {
      const { done, value } = await this.#batches.next();
      this.#hold(value?.passed ?? []);
      return !done;
    } finally {
      this.#turning = undefined;
    }
  }

  /** @param {any[]} users */
  #hold(users) {
    this.#users = users;
    this.#place = 0;
  }

  return() {
    this.#hold([]);
    return this.#batches.return();
  }
}
