import { createFilterUsers, createInit, createStreamUsers } from "./api.js";
// workerd compiles no bytes; it takes a module that was compiled when the worker was deployed.
// @ts-expect-error: only bundlers for workers know such an import.
import engine from "./engine/engine_bg.wasm";

const deployed = () => engine;

export const init = /* @__PURE__ */ createInit(deployed);
export const filterUsers = /* @__PURE__ */ createFilterUsers(deployed);
export const streamUsers = /* @__PURE__ */ createStreamUsers(deployed);
export { FilterUsersError } from "./errors.js";
export { createLimiter } from "./limiter.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
