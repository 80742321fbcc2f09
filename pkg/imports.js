/** All that the engine asks of JavaScript: `src/web/imports.rs` has the other side. */

export { describe, FilterUsersError, refusalOf, show } from "./errors.js";
export { panicked } from "./load/panic.js";
export { undefinedIn, whatToCheck, wrongWith } from "./platform/address.js";
export { bodyOf } from "./platform/body.js";
export { encode } from "./platform/encode.js";
export { rowsToJson } from "./platform/json.js";
export { readBody, waitForAnswer } from "./platform/reading.js";
export { newTextDecoder, textEncoder } from "./platform/text.js";
export { forget, nextTurn, now, queueTask, sleep, stopTimer, wait } from "./platform/wait.js";
export { contextOf } from "./users/batch.js";
export { hintOf } from "./users/hints.js";
export { beginningOf, judge, keep, parse, pick, rowsOf } from "./users/rows.js";
