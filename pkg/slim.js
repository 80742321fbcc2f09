import { createFilterUsers, createInit, createStreamUsers } from "./api.js";
import { FilterUsersError } from "./errors.js";

/** The package without its engine: `init(source)` brings it, from wherever it was put. */
export const init = /* @__PURE__ */ createInit(notGiven);
export const filterUsers = /* @__PURE__ */ createFilterUsers(notGiven);
export const streamUsers = /* @__PURE__ */ createStreamUsers(notGiven);
export { createLimiter } from "./limiter.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
export { FilterUsersError };

function notGiven() {
  throw new FilterUsersError(
    "ENGINE",
    'filter-users/slim comes without its engine: call `await init(source)` first, the source being a URL, bytes or a compiled module of "filter-users/engine.wasm"',
  );
}
