/**
 * Makes `dist/`, which is what npm ships: the modules of `pkg/` as one file an entry, with what the entries share beside
 * them. Some thirty modules cost every cold start about 12 ms in Node, and a page without a bundler thirty requests.
 * Not minified: bundlers do that, and who reads a stack trace is glad.
 */

import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./setup.js";

const DIST = join(root, "dist");

await rm(DIST, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["index", "slim", "workerd"].map((entry) => `pkg/${entry}.js`),
  outdir: DIST,
  bundle: true,
  splitting: true,
  chunkNames: "shared",
  // The engine that workerd imports, and others fetch.
  loader: { ".wasm": "copy" },
  assetNames: "engine",
  format: "esm",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
await copyFile(join(root, "pkg/index.d.ts"), join(DIST, "index.d.ts"));
