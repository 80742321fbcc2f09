/**
 * Makes `dist/`, which is what npm ships: the modules of `pkg/` as one file an entry, with what the entries share beside
 * them. Some thirty modules cost every cold start about 12 ms in Node, and a page without a bundler thirty requests.
 * Not minified: bundlers do that, and who reads a stack trace is glad.
 */

import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { root } from "./setup.js";

const DIST = join(root, "dist");
/** What is said with TypeScript's types of another file, which some that look for `import(` in a text take for code. */
const TYPED_IMPORT = /import\("[^"]*"\)\./g;
/** Files that CommonJS has, too: where `require` of an ES module is turned off, or not known to a tool. */
const IN_COMMONJS = ["index", "slim", "undici", "shared"];

await rm(DIST, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["index", "slim", "workerd", "edge"].map((entry) => `pkg/${entry}.js`),
  outdir: DIST,
  bundle: true,
  splitting: true,
  chunkNames: "shared",
  // The engine that workerd imports, and others fetch.
  loader: { ".wasm": "copy" },
  assetNames: "engine",
  plugins: [
    {
      name: "the engine that edge runtimes import",
      setup: ({ onResolve }) =>
        onResolve({ filter: /\.wasm\?module$/ }, () => ({ path: "./engine.wasm?module", external: true })),
    },
  ],
  format: "esm",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
// For Node alone, and on a package that is brought only where it is wanted.
await build({
  absWorkingDir: root,
  entryPoints: ["pkg/undici.js"],
  outdir: DIST,
  bundle: true,
  external: ["undici"],
  format: "esm",
  platform: "node",
  target: "es2022",
  logLevel: "warning",
});
for (const name of ["index", "slim", "workerd", "edge", "undici", "shared"]) {
  const file = join(DIST, `${name}.js`);
  const script = (await readFile(file, "utf8")).replaceAll(TYPED_IMPORT, "");
  await writeFile(file, script);
  if (IN_COMMONJS.includes(name)) await writeFile(join(DIST, `${name}.cjs`), await inCommonJs(script));
}
for (const name of ["index.d.ts", "index.d.cts", "undici.d.ts", "undici.d.cts", "engine.wasm.d.ts"])
  await copyFile(join(root, "pkg", name), join(DIST, name));

/** @param {string} script */
async function inCommonJs(script) {
  const { code } = await transform(script, { format: "cjs", platform: "node", target: "es2022" });
  return code.replaceAll('require("./shared.js")', 'require("./shared.cjs")');
}
