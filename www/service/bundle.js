/** The page's own modules and the libraries they use, as files to serve; the package itself stays a module of its own. */

import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));

/** @returns {Promise<Map<string, Uint8Array>>} by the name under which each is served */
export async function bundlePage() {
  const { outputFiles } = await build({
    entryPoints: {
      page: `${PAGE}main.js`,
      table: `${PAGE}tables/table-worker.js`,
      style: `${PAGE}style.css`,
    },
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    external: ["filter-users"],
    outdir: "/assets",
    write: false,
    logLevel: "warning",
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
