import { keepPartialResult } from "./partial.js";
import { collect } from "./result.js";

/** Keeps every settled batch for the end, and is then one result, in the order of the input. */
export class Collected {
  hasRows = false;
  /** @type {import("./result.js").Batch[]} */
  #batches = [];
  /** @type {(result: any) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};
  /** @type {Promise<any>} */
  result = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  /** @param {import("./result.js").Batch} batch */
  add(batch) {
    this.#batches.push(batch);
  }

  /** @param {any} stats */
  finish(stats) {
    this.#resolve(collect(this.#batches, this.hasRows, stats));
  }

  /**
   * @param {unknown} error
   * @param {any} stats
   */
  fail(error, stats) {
    keepPartialResult(error, this.#batches, this.hasRows, stats);
    this.#reject(error);
  }
}
