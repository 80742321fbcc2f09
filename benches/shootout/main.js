/**
 * `npm run shootout`: twelve faults of services, and what becomes of 1,000 users with this package and with what people use
 * in its place. Prints a table and writes `docs/shootout.md`; with `--check` it only tells whether that is still true.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CONTENDERS } from "./contenders/index.js";
import { FAULTS } from "./faults.js";
import { judge } from "./judge.js";
import { report, show } from "./report.js";

const FILE = fileURLToPath(new URL("../../docs/shootout.md", import.meta.url));

/** @type {import("./judge.js").Judged[][]} a row a fault */
const table = [];
for (const fault of FAULTS)
  table.push(await Promise.all(CONTENDERS.map((contender) => judge(contender, fault))));
console.log(show(table));
const text = report(table);
if (process.argv.includes("--check")) {
  if (readFileSync(FILE, "utf8") !== text) {
    console.error("docs/shootout.md tells something else: `npm run shootout` writes it anew");
    process.exitCode = 1;
  }
} else writeFileSync(FILE, text);
// What never ends is left behind.
process.exit();
