import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup.js";
import { exactly, median } from "../measure.js";
import { count } from "../table.js";

const program = join(root, "examples/ndjson/main.js");

/**
 * What is left of it where there is more to do than to filter: `examples/ndjson`, from a file of a million lines to another.
 *
 * @type {import("../part.js").Part<number[], { rounds: number }>}
 */
export const recipe = {
  async measure({ rounds }) {
    const speeds = [];
    for (let round = 0; round < rounds; round++) {
      const { stdout } = await promisify(execFile)(process.execPath, [program]);
      speeds.push(Number(/([\d,]+) users a second/.exec(stdout)?.[1].replaceAll(",", "")));
    }
    return speeds;
  },

  goals: (speeds) => [
    {
      what: "examples/ndjson, a million lines: users a second",
      goal: 300_000,
      measured: exactly(median(speeds)),
      isLeast: true,
    },
  ],

  report: (speeds) => [
    "## From a file to a file",
    `\`examples/ndjson\` with a million lines, by filter-users/undici: ${speeds.map(count).join(", ")} users a second.`,
  ],
};
