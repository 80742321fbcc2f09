/** What `import { filterUsers }` adds to an app, by the package as users get it, against its limit. */

import { join } from "node:path";
import { root } from "./setup.js";
import { weigh } from "./weigh.js";

/** Bytes by brotli that the whole may come to. */
const LIMIT = 110_000;

const weights = await weigh(join(root, "tests"));
for (const { what, raw, gzip, brotli } of weights)
  console.log(`${what.padEnd(34)}${column(raw, "raw")}${column(gzip, "gzip")}${column(brotli, "brotli")}`);

const [{ brotli }] = weights;
if (brotli > LIMIT) {
  console.error(
    `The bundle has grown to ${brotli} bytes by brotli; the limit is ${LIMIT} (scripts/size.js).`,
  );
  process.exit(1);
}
console.log(`${LIMIT - brotli} bytes below the limit of ${LIMIT} by brotli`);

/**
 * @param {number} bytes
 * @param {string} unit
 */
function column(bytes, unit) {
  return `${String(bytes).padStart(9)} ${unit}`;
}
