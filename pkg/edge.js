import { createFilterUsers, createInit, createStreamUsers } from "./api.js";
// Edge runtimes compile no bytes, either. By this name Next, Vercel, Netlify and Nitro know what is to be compiled before.
// @ts-expect-error: only bundlers for edge runtimes know such an import.
import engine from "./engine/engine_bg.wasm?module";

const deployed = () => engine;

export const init = /* @__PURE__ */ createInit(deployed);
export const filterUsers = /* @__PURE__ */ createFilterUsers(deployed);
export const streamUsers = /* @__PURE__ */ createStreamUsers(deployed);
export { FilterUsersError } from "./errors.js";
export { createLimiter } from "./limiter.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
