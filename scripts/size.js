/** What `import { filterUsers }` adds to an app, bundled and minified from the package as users get it, against its limit. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "./setup.js";

/** Bytes by brotli that the bundle may come to. */
const LIMIT = 60_000;

const tests = join(root, "tests");
const { resolve } = createRequire(join(tests, "package.json"));
const engine = readFileSync(resolve("filter-users/engine.wasm"));
const bundle = await bundled("filter-users", "filterUsers");
const slim = await bundled("filter-users/slim", "filterUsers, init");

const sizes = [
  { what: "everything, engine inlined", raw: bundle.length, gzip: gzip(bundle), brotli: brotli(bundle) },
  { what: "the code alone (slim)", raw: slim.length, gzip: gzip(slim), brotli: brotli(slim) },
  {
    what: "the engine as a .wasm of its own",
    raw: engine.length,
    gzip: gzip(engine),
    brotli: brotli(engine),
  },
];
for (const { what, raw, gzip, brotli } of sizes) {
  console.log(`${what.padEnd(34)}${column(raw, "raw")}${column(gzip, "gzip")}${column(brotli, "brotli")}`);
}
const reached = sizes[0].brotli;
console.log(`limit ${LIMIT} by brotli, ${LIMIT - reached} below it`);
if (reached > LIMIT) {
  console.error(
    `The bundle has grown to ${reached} bytes by brotli; the limit is ${LIMIT} (scripts/size.js).`,
  );
  process.exit(1);
}

/**
 * @param {string} entry
 * @param {string} names what is imported of it
 */
async function bundled(entry, names) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "${entry}";`, resolveDir: tests },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

/** @param {Buffer} bytes */
function gzip(bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}

/** @param {Buffer} bytes */
function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

/**
 * @param {number} bytes
 * @param {string} unit
 */
function column(bytes, unit) {
  return `${String(bytes).padStart(9)} ${unit}`;
}
