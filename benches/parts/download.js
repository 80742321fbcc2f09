/** What reaches a browser: the package bundled and minified, the engine within. */

import { root } from "../../scripts/setup.js";
import { weigh } from "../../scripts/weigh.js";
import { exactly } from "../measure.js";
import { count, table } from "../table.js";

/** @type {import("../part.js").Part<import("../../scripts/weigh.js").Weight[], {}>} */
export const download = {
  measure: () => weigh(root),

  goals: ([{ brotli }]) => [
    {
      what: "download, all in: bytes brotli",
      goal: 80_000,
      measured: exactly(brotli),
    },
  ],

  report: (weights) => [
    "## Download",
    "What an import of `filterUsers` adds to an app, bundled and minified by esbuild.",
    table(
      ["", "bytes", "gzip", "brotli"],
      weights.map(({ what, raw, gzip, brotli }) => [what, count(raw), count(gzip), count(brotli)]),
    ),
  ],
};
