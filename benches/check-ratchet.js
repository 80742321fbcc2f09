/** `node --expose-gc benches/check-ratchet.js`: a step of `npm test`. */

import { check } from "./ratchet.js";

await check();
