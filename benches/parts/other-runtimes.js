import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { install } from "../../tests/runtimes/install.js";
import { folder, isInstalled, runtimes } from "../../tests/runtimes/runtimes.js";
import { CONDITION, PEER } from "../candidates/index.js";
import { USERS } from "../data.js";
import { atMost } from "../part.js";
import { byRows } from "../ratios.js";
import { count } from "../table.js";

const program = fileURLToPath(new URL("other-runtimes-process.js", import.meta.url));
/** How each is told to run a program that may reach the service, and read how long it took. */
const NAMES = { Deno: ["run", "--allow-all", "--node-modules-dir=manual"], Bun: [] };

/**
 * A whole run where it is no Node.
 *
 * @typedef {Record<string, Record<string, import("../part.js").ByName>>} ByRuntime
 * @type {import("../part.js").Part<ByRuntime, import("../measure.js").Plan>}
 */
export const otherRuntimes = {
  async measure(plan, service) {
    if (!install()) return undefined;
    /** @type {ByRuntime} */
    const samples = {};
    for (const [name, options] of Object.entries(NAMES)) {
      const runtime = runtimes.find((runtime) => runtime.name === name && isInstalled(runtime));
      if (!runtime) continue;
      const args = [...options, program, service.origin, JSON.stringify(plan)];
      const { stdout } = await promisify(execFile)(runtime.needs, args, { cwd: folder, maxBuffer: 1e8 });
      samples[name] = JSON.parse(stdout);
    }
    return samples;
  },

  goals: (samples) =>
    Object.entries(samples).flatMap(([name, { fat, thin }]) => [
      atMost(`${name}, whole run, fat rows: CPU ÷ peer`, 0.65, fat, "cpu", CONDITION, PEER),
      atMost(`${name}, whole run, thin rows: CPU ÷ peer`, 1, thin, "cpu", CONDITION, PEER),
    ]),

  report: (samples, { rounds }) =>
    Object.entries(samples).flatMap(([name, byKind]) => [
      `## ${name}: ${count(USERS)} users over loopback`,
      `Medians of ${rounds} rounds.`,
      ...byRows(byKind),
    ]),
};
