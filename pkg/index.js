import { createApi } from "./api.js";
import { inlined } from "./inlined.js";

export const { init, filterUsers, streamUsers } = createApi(inlined);
export { FilterUsersError } from "./errors.js";
export { partialResult } from "./partial.js";
export { emptyStats, mergeStats } from "./stats.js";
