/** The run that has just been made with second copies, once more without them: what the copies gain. */

import { element, setText } from "../dom.js";
import { duration, plural } from "../format.js";
import { startRun } from "../run/run.js";
import { optionsOf, serviceUrl } from "../settings/options.js";
import { createChart, lapOf } from "./chart.js";

/** @typedef {import("../run/run.js").Run} Run */
/** @typedef {import("../settings/state.js").Settings} Settings */

export function hedgingView() {
  const section = element("hedging");
  const said = element("hedging-said");
  /** @type {import("./chart.js").Lap[]} */
  const laps = [];
  /** @type {ReturnType<typeof createChart> | undefined} */
  let chart;

  return {
    hide() {
      section.hidden = true;
    },
    /** @param {Run} run @param {Settings} settings @param {AbortSignal} signal */
    async show(run, settings, signal) {
      section.hidden = false;
      setText(said, "The same again, without second copies …");
      const plain = { ...settings, hedge: "" };
      const url = serviceUrl(plain, `page-${crypto.randomUUID()}`);
      const without = startRun({ users: run.users, options: { ...optionsOf(plain), url } });
      signal.addEventListener("abort", without.abort);
      const lap = lapOf("Without", without.attempts);
      laps.splice(0, laps.length, { ...lapOf("With second copies", run.attempts), time: run.elapsed() }, lap);
      // Made when first shown: what is hidden has no width.
      chart ??= createChart(element("hedging-chart"), laps.length, laps);
      await chart.watch(laps, without.done);
      lap.time = without.elapsed();
      chart.show();
      setText(said, without.isAborted ? "Aborted." : gain(run, without));
    },
  };
}

/** @param {Run} run @param {Run} without */
function gain(run, without) {
  const copies = plural(run.result?.stats.requests.hedged ?? 0, "second copy", "second copies");
  const slowest = (/** @type {Run} */ { result }) => duration(result?.stats.latency.p99 ?? 0);
  return `With ${copies}, the run took ${duration(run.elapsed())}; without, ${duration(without.elapsed())}. 99 % of the answers came within ${slowest(run)}; without, within ${slowest(without)}.`;
}
