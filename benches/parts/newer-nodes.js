import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { install } from "../../tests/runtimes/install.js";
import { folder } from "../../tests/runtimes/runtimes.js";
import { parts } from "./index.js";

/** The newest, and the newest that is supported for long. */
const NODES = ["node26", "node24"];
const program = fileURLToPath(new URL("newer-nodes-process.js", import.meta.url));

/**
 * What most people run, and what they will: the parts that depend on it most.
 *
 * @typedef {{ "whole-run": any, "engine-alone": any, "one-batch-warm": any }} Plan
 * @typedef {keyof Plan} Name
 * @typedef {{ versions: string, measured: Record<string, any> }} Measured
 * @type {import("../part.js").Part<Measured[], Plan>}
 */
export const newerNodes = {
  async measure(plan) {
    if (!install()) return undefined;
    const all = [];
    for (const name of NODES) {
      const node = join(folder, "node_modules", name, "bin/node");
      const options = ["--expose-gc", "--import", join(folder, "newest-undici.js")];
      const { stdout } = await promisify(execFile)(node, [...options, program, JSON.stringify(plan)], {
        maxBuffer: 1e8,
      });
      all.push(JSON.parse(stdout));
    }
    return all;
  },

  goals: (all) =>
    all.flatMap(({ versions, measured }) =>
      namesIn(measured).flatMap((name) =>
        parts[name]
          .goals(measured[name])
          .map((goal) => ({ ...goal, what: `${versions.split(".")[0]}, ${goal.what}` })),
      ),
    ),

  report: (all, plan) =>
    all.flatMap(({ versions, measured }) => [
      `## ${versions.split(" (")[0]}`,
      versions,
      ...namesIn(measured).flatMap((name) =>
        parts[name].report(measured[name], plan[name]).map((text) => text.replace(/^##/, "###")),
      ),
    ]),
};

/** @param {Record<string, any>} measured */
function namesIn(measured) {
  return /** @type {Name[]} */ (Object.keys(measured));
}
