import { createFilterUsers, createInit, createStreamUsers } from "./api.js";
import { inlined } from "./load/inlined.js";

export const init = /* @__PURE__ */ createInit(inlined);
export const filterUsers = /* @__PURE__ */ createFilterUsers(inlined);
export const streamUsers = /* @__PURE__ */ createStreamUsers(inlined);
export { FilterUsersError } from "./errors.js";
export { createLimiter } from "./limiter.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
