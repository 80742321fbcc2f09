/**
 * `npm run bench`: measures everything, prints it, and writes RESULTS.md and the README's chart.
 *
 * With names of parts it measures only these, with `--quick` less of each, and only prints. With `--record` it notes
 * the ratios that `npm test` goes by (see ratchet.js).
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chart } from "./chart.js";
import { machine } from "./machine.js";
import { measureParts, partNames } from "./measure-parts.js";
import { plans } from "./plan.js";
import { record } from "./ratchet.js";
import { report } from "./report.js";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean" }, record: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !partNames.some((known) => known === name));
if (unknown) {
  console.error(`\`npm run bench --\` takes --quick, --record and ${partNames.join(", ")}; not ${unknown}.`);
  process.exit(1);
}

if (values.record) await record();
else {
  const plan = values.quick ? plans.quick : plans.full;
  const chosen = positionals.length > 0 ? partNames.filter((name) => positionals.includes(name)) : partNames;
  const measured = await measureParts(chosen, plan);
  const text = report(measured, plan, machine());
  console.log(`\n${text}\n`);
  const isAll = chosen.length === partNames.length;
  if (isAll && !values.quick) {
    writeFileSync(new URL("RESULTS.md", import.meta.url), `${text}\n`);
    const [newest] = measured["newer-nodes"] ?? [];
    const svg = newest && chart(newest.measured["whole-run"], newest.versions.split(" (")[0]);
    if (svg) writeFileSync(new URL("../docs/speed.svg", import.meta.url), svg);
  }
}
