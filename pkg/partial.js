import { collect } from "./result.js";

/** What was settled when a run was ended by an error, by that error. @type {WeakMap<object, any>} */
const partialResults = new WeakMap();

/** @param {unknown} error */
export function partialResult(error) {
  return partialResults.get(/** @type {object} */ (error));
}

/**
 * Keeps what a run came to that `error` ended, for as long as that error is kept.
 *
 * @param {unknown} error
 * @param {import("./result.js").Batch[]} batches
 * @param {boolean} hasRows
 * @param {any} stats
 */
export function keepPartialResult(error, batches, hasRows, stats) {
  const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
  if (isObject) partialResults.set(error, collect(batches, hasRows, stats));
}
