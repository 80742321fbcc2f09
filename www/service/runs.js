/**
 * What belongs to one run: its counts and its faults. A request names its run (`?run=…`), so that two pages that try the
 * service at the same time do not disturb each other; those without a name share one.
 */

import { createFaults } from "./faults.js";
import { createLog } from "./log.js";
import { Problem } from "./problem.js";

const KEPT = 200;
const NAME = /^[\w-]{1,64}$/;

/** @typedef {{ log: import("./log.js").Log, faults: import("./faults.js").Faults }} Run */
/** @typedef {ReturnType<typeof createRuns>} Runs */

export function createRuns() {
  /** @type {Map<string, Run>} the one asked for last at the end */
  const runs = new Map();

  return {
    /** @param {unknown} name @returns {Run} */
    get(name) {
      if (typeof name !== "string" || !NAME.test(name)) {
        throw new Problem(400, `"run" takes up to 64 letters, digits, _ and -, not ${JSON.stringify(name)}.`);
      }
      const run = runs.get(name) ?? { log: createLog(), faults: createFaults() };
      runs.delete(name);
      runs.set(name, run);
      const [oldest] = runs.keys();
      if (runs.size > KEPT) runs.delete(oldest);
      return run;
    },
  };
}
