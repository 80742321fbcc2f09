/** The same for who requires it. */

import type * as esm from "./undici.js" with { "resolution-mode": "import" };

export type * from "./undici.js" with { "resolution-mode": "import" };
export declare const fetch: typeof esm.fetch;
