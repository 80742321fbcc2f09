import { createApi } from "./api.js";
import { inlined } from "./load/inlined.js";

export const { init, filterUsers, streamUsers } = createApi(inlined);
export { FilterUsersError } from "./errors.js";
export { emptyStats, mergeStats } from "./stats.js";
export { partialResult } from "./users/partial.js";
