import { FilterUsersError } from "./errors.js";

/**
 * @typedef {import("./unread.js").Unread} Unread
 * @typedef {import("./result.js").Batch} Batch
 */

/** Reads a run as it goes on. @see index.d.ts */
export class UserStream {
  #unread;
  #leave;
  /** @type {Users | Batches | undefined} */
  #reading;

  /**
   * @param {Unread} unread
   * @param {() => Promise<void>} leave ends the run
   */
  constructor(unread, leave) {
    this.#unread = unread;
    this.#leave = leave;
  }

  get stats() {
    return this.#unread.stats;
  }

  batches() {
    return this.#readAs(Batches);
  }

  [Symbol.asyncIterator]() {
    return this.#readAs(Users);
  }

  /**
   * @template {Users | Batches} T
   * @param {new (unread: Unread, leave: () => Promise<void>) => T} Reading
   * @returns {T}
   */
  #readAs(Reading) {
    this.#reading ??= new Reading(this.#unread, this.#leave);
    if (this.#reading instanceof Reading) return this.#reading;
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

/** The users that pass. */
class Users {
  #unread;
  #leave;
  /** Of the batch that is being read. @type {any[]} */
  #users = [];
  #place = 0;
  /** The next batch, while it is waited for: by one who asks for all. @type {Promise<boolean> | undefined} */
  #turning;

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
      const batch = await this.#unread.next();
      this.#users = batch?.passed ?? [];
      this.#place = 0;
      return batch !== undefined;
    } finally {
      this.#turning = undefined;
    }
  }

  async return() {
    this.#users = [];
    this.#place = 0;
    this.#unread.leave();
    await this.#leave();
    return /** @type {const} */ ({ done: true, value: undefined });
  }
}
