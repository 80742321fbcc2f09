import { CONDITION, candidates, FAST, FAST_FLOOR, FLOOR, FUNCTION, PEER } from "../candidates/index.js";
import { USERS } from "../data.js";
import { overLoopback } from "../over-loopback.js";
import { atMost } from "../part.js";
import { byRows } from "../ratios.js";
import { count } from "../table.js";

/**
 * The whole way: requests to a service on the same machine, and everything made of the replies.
 *
 * @type {import("../part.js").Part<Record<string, import("../part.js").ByName>, import("../measure.js").Plan>}
 */
export const wholeRun = {
  measure: (plan, service) => overLoopback(Object.keys(candidates), plan, service.of),

  goals: ({ fat, thin }) => [
    atMost("whole run by filter-users/undici, thin rows: CPU ÷ peer", 0.38, thin, "cpu", FAST, PEER),
    atMost("whole run by filter-users/undici, fat rows: CPU ÷ peer", 0.33, fat, "cpu", FAST, PEER),
    atMost("the same, thin rows: CPU ÷ replies read and dropped", 1.25, thin, "cpu", FAST, FAST_FLOOR),
    atMost("the same, fat rows: CPU ÷ replies read and dropped", 1.25, fat, "cpu", FAST, FAST_FLOOR),
    atMost("whole run, thin rows: wall ÷ floor", 1.1, thin, "wall", CONDITION, FLOOR),
    atMost("whole run, thin rows: CPU ÷ peer", 0.85, thin, "cpu", CONDITION, PEER),
    atMost("whole run, fat rows: CPU ÷ peer", 0.55, fat, "cpu", CONDITION, PEER),
    atMost("whole run, fat rows: wall ÷ peer", 0.65, fat, "wall", CONDITION, PEER),
    atMost("where as a function, whole run, fat rows: CPU ÷ peer", 1.1, fat, "cpu", FUNCTION, PEER),
    atMost("where as a function, whole run, thin rows: CPU ÷ peer", 1.1, thin, "cpu", FUNCTION, PEER),
  ],

  report: (samples, { rounds }) => [
    `## Whole run: ${count(USERS)} users over loopback`,
    `Medians of ${rounds} rounds.`,
    ...byRows(samples),
  ],
};
