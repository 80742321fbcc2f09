/** `npm run bench`: measures everything, prints it and writes RESULTS.md. With `--quick` it measures less and only prints. */

import { writeFileSync } from "node:fs";
import { downloadSizes } from "./download.js";
import { machine } from "./machine.js";
import { plans } from "./plan.js";
import { report } from "./report.js";
import { bySize } from "./scenarios/by-size.js";
import { engineAlone } from "./scenarios/engine-alone.js";
import { oneBatchCold, oneBatchWarm } from "./scenarios/one-batch.js";
import { streams } from "./scenarios/stream.js";
import { wholeRun } from "./scenarios/whole-run.js";
import { serve } from "./serve.js";

/** @param {typeof plans.full} plan */
export async function measureAll(plan) {
  const { users } = plan;
  const service = await serve();
  try {
    return {
      wholeRun: await told("whole run", wholeRun({ users, plan: plan.wholeRun, service })),
      engineAlone: await told("engine alone", engineAlone({ users, plan: plan.engineAlone })),
      warm: await told("one batch, warm", oneBatchWarm({ ...plan.oneBatch, service })),
      cold: await told("one batch, cold", oneBatchCold({ ...plan.oneBatch, service })),
      bySize: await told("cost by size", bySize(plan.bySize)),
      stream: await told("streams", streams(plan.stream)),
      download: downloadSizes(),
    };
  } finally {
    service.close();
  }
}

/**
 * @template T
 * @param {string} what
 * @param {Promise<T>} work
 */
async function told(what, work) {
  const began = performance.now();
  const done = await work;
  console.error(`measured: ${what}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return done;
}

const unknown = process.argv.slice(2).find((argument) => argument !== "--quick");
if (unknown) {
  console.error(`npm run bench takes --quick (as in: npm run bench -- --quick), not ${unknown}.`);
  process.exit(1);
}
const isQuick = process.argv.includes("--quick");
const plan = isQuick ? plans.quick : plans.full;
const text = report(await measureAll(plan), plan, machine());
console.log(`\n${text}\n`);
if (!isQuick) writeFileSync(new URL("RESULTS.md", import.meta.url), `${text}\n`);
