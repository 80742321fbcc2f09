import { createApi } from "./api.js";
// workerd compiles no bytes; it takes a module that was compiled when the worker was deployed.
// @ts-expect-error: only bundlers for workers know such an import.
import engine from "./engine/engine_bg.wasm";

export const { init, filterUsers, streamUsers } = createApi(() => engine);
export { FilterUsersError } from "./errors.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
