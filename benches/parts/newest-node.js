import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { install } from "../../tests/runtimes/install.js";
import { folder } from "../../tests/runtimes/runtimes.js";
import { parts } from "./index.js";

const node = join(folder, "node_modules/node24/bin/node");
const program = fileURLToPath(new URL("newest-node-process.js", import.meta.url));

/**
 * Some of the parts once more, by the newest Node that is there.
 *
 * @typedef {{ "whole-run": any, "engine-alone": any, "one-batch-warm": any }} Plan
 * @typedef {keyof Plan} Name
 * @type {import("../part.js").Part<{ versions: string, measured: Record<string, any> }, Plan>}
 */
export const newestNode = {
  async measure(plan) {
    if (!install()) return undefined;
    const { stdout } = await promisify(execFile)(node, ["--expose-gc", program, JSON.stringify(plan)], {
      maxBuffer: 1e8,
    });
    return JSON.parse(stdout);
  },

  goals: ({ versions, measured }) =>
    namesIn(measured).flatMap((name) =>
      parts[name]
        .goals(measured[name])
        .map((goal) => ({ ...goal, what: `${versions.split(" (")[0]}, ${goal.what}` })),
    ),

  report: ({ versions, measured }, plan) => [
    "## With the newest Node",
    `${versions}. As above, with fewer rounds.`,
    ...namesIn(measured).flatMap((name) =>
      parts[name].report(measured[name], plan[name]).map((text) => text.replace(/^##/, "###")),
    ),
  ],
};

/** @param {Record<string, any>} measured */
function namesIn(measured) {
  return /** @type {Name[]} */ (Object.keys(measured));
}
