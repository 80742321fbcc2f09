import { createApi } from "./api.js";
import { inlined } from "./inlined.js";

export const { init, filterUsers } = createApi(inlined);
export { FilterUsersError } from "./errors.js";
export { partialResult } from "./run.js";
export { emptyStats, mergeStats } from "./stats.js";
