/** What `fetch` throws, in its words, with the reason as the cause. */

/** There is no answer. @param {unknown} cause */
export const failed = (cause) => new TypeError("fetch failed", { cause });

/** The rest of its body does not come. @param {unknown} cause */
export const terminated = (cause) => new TypeError("terminated", { cause });
