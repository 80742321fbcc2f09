/** What `import { filterUsers }` adds to an app: bundled and minified, and compressed as servers do it. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

/** @typedef {{ what: string, raw: number, gzip: number, brotli: number }} Weight */

/**
 * The whole, and what it consists of.
 *
 * @param {string} folder from where the package is imported
 * @returns {Promise<Weight[]>}
 */
export async function weigh(folder) {
  const engine = createRequire(join(folder, "package.json")).resolve("filter-users/engine.wasm");
  return [
    weight("everything, engine inlined", await bundled("filter-users", "filterUsers", folder)),
    weight("the code alone (slim)", await bundled("filter-users/slim", "filterUsers, init", folder)),
    weight("the engine as a .wasm of its own", readFileSync(engine)),
  ];
}

/**
 * @param {string} entry
 * @param {string} names what is imported of it
 * @param {string} folder
 */
async function bundled(entry, names, folder) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "${entry}";`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

/**
 * @param {string} what
 * @param {Buffer} bytes
 * @returns {Weight}
 */
function weight(what, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    what,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}
