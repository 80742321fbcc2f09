import { existsSync } from "node:fs";
import { join } from "node:path";
import { install } from "./install.js";
import { keep, print } from "./report.js";
import { runIn } from "./run.js";
import { folder, isInstalled, runtimes } from "./runtimes.js";
import { startService } from "./service.js";

/** Where nobody looks on, what could not be tried must not pass for good. */
const isStrict = process.argv.includes("--strict") || Boolean(process.env.CI);

if (!existsSync(join(folder, "../node_modules/filter-users/package.json")))
  throw new Error("The package is not installed under tests/: `npm test` packs and installs it");

install();
const service = await startService();
const rows = [];
for (const runtime of runtimes) rows.push(await row(runtime));
service.stop();

print(rows);
keep(rows);
if (rows.some(({ isGood, isMissing }) => !isGood && (isStrict || !isMissing))) process.exitCode = 1;

/**
 * @param {import("./runtimes.js").Runtime} runtime
 * @returns {Promise<import("./report.js").Row>}
 */
async function row(runtime) {
  const { name, isPinned } = runtime;
  const bad = { name, isPinned, isGood: false, isMissing: false, version: "" };
  if (!isInstalled(runtime)) {
    console.log(`${name}: could not be installed here; remove tests/runtimes/node_modules to try again`);
    return { ...bad, isMissing: true, result: "not installed" };
  }
  try {
    const { version, cases } = await runIn(runtime, service);
    const failed = cases.filter(({ ok }) => !ok);
    for (const { name: which, error } of failed) console.log(`${name}: ${which}: ${error}`);
    const result = `${cases.length - failed.length} of ${cases.length} cases`;
    return { name, isPinned, isGood: failed.length === 0, isMissing: false, version, result };
  } catch (/** @type {any} */ error) {
    console.log(`${name}: ${error.message}`);
    return { ...bad, result: "does not run" };
  }
}
