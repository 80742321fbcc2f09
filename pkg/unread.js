import { keepPartialResult } from "./partial.js";

/** @typedef {import("./result.js").Batch} Batch */

/** Holds settled batches until they are read, each by whoever asked first. The run goes no further ahead than it may. */
export class Unread {
  hasRows = false;
  /** @type {Batch[]} */
  #batches = [];
  /** Who waits for a batch. @type {{ resolve(batch: Batch | undefined): void, reject(error: unknown): void }[]} */
  #readers = [];
  /** @type {"open" | "finished" | "failed"} */
  #state = "open";
  /** @type {unknown} */
  #error;
  #isLeft = false;
  /** Called when a batch is read. */
  onRead = () => {};
  /** @type {(stats: any) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};
  /** @type {Promise<any>} */
  stats = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  constructor() {
    // Whoever reads the batches gets the error as well: it is nothing that nobody handled.
    this.stats.catch(() => {});
  }

  get unread() {
    return this.#batches.length;
  }

  /** The next batch; nothing when there are no more. @returns {Promise<Batch | undefined>} */
  next() {
    if (this.#state === "failed" && !this.#isLeft) return Promise.reject(this.#error);
    const batch = this.#batches.shift();
    if (batch !== undefined) this.onRead();
    if (batch !== undefined || this.#isLeft || this.#state !== "open") return Promise.resolve(batch);
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  /** Nothing is read any more. */
  leave() {
    this.#isLeft = true;
    this.#batches = [];
    for (const { resolve } of this.#readers.splice(0)) resolve(undefined);
  }

  /**
   * @param {Batch} batch
   * @param {boolean} isRest whether it belongs to what an error leaves: that is not handed out
   */
  add(batch, isRest) {
    const reader = isRest ? undefined : this.#readers.shift();
    if (reader !== undefined) reader.resolve(batch);
    else if (!this.#isLeft) this.#batches.push(batch);
  }

  /** @param {any} stats */
  finish(stats) {
    this.#state = "finished";
    this.#resolve(stats);
    for (const { resolve } of this.#readers.splice(0)) resolve(undefined);
  }

  /**
   * @param {unknown} error
   * @param {any} stats
   */
  fail(error, stats) {
    // Who left has ended the run by that, and it is no error.
    if (this.#isLeft && stats !== undefined) return this.finish(stats);
    this.#state = "failed";
    this.#error = error;
    keepPartialResult(error, this.#batches.splice(0), this.hasRows, stats);
    this.#reject(error);
    for (const { reject } of this.#readers.splice(0)) reject(error);
  }
}
