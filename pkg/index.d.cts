/** The package for who requires it: its types are those of the ES module. */

import type * as esm from "./index.js" with { "resolution-mode": "import" };

export type * from "./index.js" with { "resolution-mode": "import" };
export declare const createLimiter: typeof esm.createLimiter;
export declare const emptyStats: typeof esm.emptyStats;
export declare const FilterUsersError: typeof esm.FilterUsersError;
export type FilterUsersError = esm.FilterUsersError;
export declare const filterUsers: typeof esm.filterUsers;
export declare const init: typeof esm.init;
export declare const mergeStats: typeof esm.mergeStats;
export declare const partialResult: typeof esm.partialResult;
export declare const streamUsers: typeof esm.streamUsers;
