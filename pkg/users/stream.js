import { FilterUsersError } from "../errors.js";

/**
 * The engine's side of a stream.
 *
 * @typedef {object} Handle
 * @property {() => Promise<BatchResult | undefined>} nextBatch
 * @property {() => void} leave
 * @property {() => void} free
 * @typedef {import("./result.js").BatchResult} BatchResult
 * @typedef {import("./call.js").Call} Call
 */

/** Reads a run as it goes on. @see index.d.ts */
export class UserStream {
  /** @type {Promise<any>} */
  stats;
  #batches;
  #users;
  /** Which of the two is read. @type {object | undefined} */
  #reading;

  /**
   * @param {Call} call
   * @param {Promise<Handle>} handle rejected where the call is refused
   */
  constructor(call, handle) {
    this.#batches = new Batches(call, handle);
    this.#users = new Users(this.#batches);
    this.stats = this.#batches.stats;
    // As it is now: older platforms get it from a library, if at all.
    const dispose = Symbol.asyncDispose;
    if (dispose)
      Object.defineProperty(this, dispose, { value: async () => void (await this.#batches.return()) });
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
  /** @type {Promise<any>} */
  stats;
  #call;
  #handle;
  /** How many batches the engine is asked for. */
  #pending = 0;
  /** Whether the run is over: what is left to be read needs no engine, which may be let go by then. */
  #isOver = false;

  /**
   * @param {Call} call
   * @param {Promise<Handle>} handle
   */
  constructor(call, handle) {
    this.#call = call;
    this.#handle = handle;
    this.stats = call.orCrash(this.#finish());
    // Whoever reads the batches gets the error as well: it is nothing that nobody handled.
    this.stats.catch(() => {});
  }

  async #finish() {
    const over = new Promise((resolve, reject) => {
      this.#call.over = { resolve, reject };
    });
    // It may be over before it is waited for below.
    over.catch(() => {});
    const engine = await this.#handle;
    try {
      return await over;
    } finally {
      this.#isOver = true;
      this.#free(engine);
    }
  }

  /** Gives back what the engine keeps for the stream, as soon as nobody waits for it any more. @param {Handle} engine */
  #free(engine) {
    if (!this.#isOver || this.#pending > 0 || this.#call.crashed) return;
    engine.free();
    // Not before: an engine that no call needs may be let go.
    this.#call.end();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<BatchResult, undefined>>} */
  async next() {
    const batch = await this.#call.orCrash(this.#read());
    return batch === undefined ? { done: true, value: undefined } : { done: false, value: batch };
  }

  async #read() {
    const engine = await this.#handle;
    const { crashed, ledger } = this.#call;
    if (crashed) throw crashed;
    if (this.#isOver) {
      const batch = ledger.nextSettled();
      // What ended the run, if that was an error.
      if (batch === undefined) await this.stats;
      return batch;
    }
    this.#pending++;
    try {
      return await engine.nextBatch();
    } finally {
      this.#pending--;
      this.#free(engine);
    }
  }

  async return() {
    this.#call.leave();
    const engine = await this.#handle.catch(() => undefined);
    if (!this.#isOver && !this.#call.crashed) engine?.leave();
    await this.stats.catch(() => {});
    // As a loop over the source itself would: what it does on being left is waited for, and what it throws is thrown.
    await this.#call.ledger.closed;
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
