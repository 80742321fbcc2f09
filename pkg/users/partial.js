/** Where every copy of the package keeps them, since an app may have two. */
const PLACE = Symbol.for("filter-users.partialResults");

/** What was settled when a run was ended by an error, by that error. @returns {WeakMap<object, any>} */
function partialResults() {
  const shared = /** @type {any} */ (globalThis);
  shared[PLACE] ??= new WeakMap();
  return shared[PLACE];
}

/** @param {unknown} error */
export function partialResult(error) {
  return partialResults().get(/** @type {object} */ (error));
}

/**
 * Keeps what a run came to that `error` ended, for as long as that error is kept.
 *
 * @param {unknown} error
 * @param {any} result
 */
export function keepPartialResult(error, result) {
  const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
  if (isObject) partialResults().set(error, result);
}
