/** What reaches a browser: every module that the package's entry imports, as shipped, not minified. */

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { count, table } from "../table.js";

/** @typedef {{ what: string, raw: number, gzip: number, brotli: number }} Size */

/** @type {import("../part.js").Part<Size[], {}>} */
export const download = {
  measure: async () => sizes(),

  goals: ([{ brotli }]) => [
    {
      what: "download, all in: bytes brotli",
      goal: 60_000,
      measured: { median: brotli, low: brotli, high: brotli },
    },
  ],

  report: (sizes) => [
    "## Download",
    "The package's modules as they are shipped; a bundler makes them smaller.",
    table(
      ["", "bytes", "gzip", "brotli"],
      sizes.map(({ what, raw, gzip, brotli }) => [what, count(raw), count(gzip), count(brotli)]),
    ),
  ],
};

/** @returns {Size[]} */
function sizes() {
  const entry = new URL(import.meta.resolve("filter-users"));
  const modules = reachable(entry);
  const inlined = new URL("engine/inline.js", entry).href;
  const glue = modules.filter((url) => url !== inlined);
  return [
    sizeOf("all JavaScript, engine inlined", modules.map(read)),
    sizeOf("without the engine", glue.map(read)),
    sizeOf("the engine as a .wasm of its own", [readFileSync(new URL("engine/engine_bg.wasm", entry))]),
  ];
}

/**
 * @param {URL} entry
 * @returns {string[]}
 */
function reachable(entry) {
  const found = new Set([entry.href]);
  for (const url of found) {
    for (const [, specifier] of read(url)
      .toString()
      .matchAll(/^(?:import|export)[^"';]*["'](\.[^"']+)["']/gm)) {
      found.add(new URL(specifier, url).href);
    }
  }
  return [...found];
}

/** @param {string} url */
function read(url) {
  return readFileSync(new URL(url));
}

/**
 * @param {string} what
 * @param {Buffer[]} parts
 * @returns {Size}
 */
function sizeOf(what, parts) {
  const whole = Buffer.concat(parts);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
  return {
    what,
    raw: whole.length,
    gzip: gzipSync(whole, { level: 9 }).length,
    brotli: brotliCompressSync(whole, { params }).length,
  };
}
