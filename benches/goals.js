/** What the project set itself, as ratios, and what came of it. */

import { CONDITION, FLOOR, FUNCTION, PEER } from "./candidates/index.js";
import { difference, median, ratio } from "./measure.js";

/**
 * @typedef {Record<string, Record<string, import("./measure.js").Samples>>} ByRows
 * @typedef {Awaited<ReturnType<typeof import("./main.js").measureAll>>} Measured
 * @typedef {{ what: string, goal: number, measured: ReturnType<typeof ratio> }} Goal
 */

/**
 * @param {Measured} measured
 * @returns {Goal[]}
 */
export function goals({ wholeRun, engineAlone, warm, cold, bySize, stream }) {
  return [
    goal("whole run, fat rows: CPU ÷ peer", 0.55, wholeRun.fat, "cpu", CONDITION, PEER),
    goal("whole run, fat rows: wall ÷ peer", 0.65, wholeRun.fat, "wall", CONDITION, PEER),
    goal("whole run, fat rows: CPU ÷ floor", 1.2, wholeRun.fat, "cpu", CONDITION, FLOOR),
    goal("whole run, fat rows: wall ÷ floor", 1.15, wholeRun.fat, "wall", CONDITION, FLOOR),
    goal("whole run, thin rows: CPU ÷ peer", 0.85, wholeRun.thin, "cpu", CONDITION, PEER),
    goal("whole run, thin rows: wall ÷ floor", 1.1, wholeRun.thin, "wall", CONDITION, FLOOR),
    goal("engine alone, fat rows: CPU ÷ peer", 0.3, engineAlone.fat, "cpu", CONDITION, PEER),
    goal("engine alone, thin rows: CPU ÷ peer", 0.6, engineAlone.thin, "cpu", CONDITION, PEER),
    goal("where as a function, whole run, fat rows: CPU ÷ peer", 1.1, wholeRun.fat, "cpu", FUNCTION, PEER),
    goal("where as a function, whole run, thin rows: CPU ÷ peer", 1.1, wholeRun.thin, "cpu", FUNCTION, PEER),
    goal("one batch, warm, fat rows: wall ÷ peer", 1, warm.fat, "wall", CONDITION, PEER),
    goal("one batch, warm, thin rows: wall ÷ peer", 1, warm.thin, "wall", CONDITION, PEER),
    goal("one batch, cold, fat rows: wall ÷ peer", 1.5, inside(cold.fat), "wall", CONDITION, PEER),
    goal("one batch, cold, thin rows: wall ÷ peer", 1.5, inside(cold.thin), "wall", CONDITION, PEER),
    { what: "dearest ÷ cheapest size: CPU a user", goal: 1.15, measured: flatness(bySize[CONDITION]) },
    {
      what: "a stream of 1,000,000 ÷ one of 100,000: wall a user",
      goal: 1.15,
      measured: ratio(stream[1_000_000].wall, stream[100_000].wall),
    },
    {
      what: "a stream of 1,000,000 beside one of 100,000: MB more at the peak",
      goal: 20,
      measured: difference(stream[1_000_000].peak, stream[100_000].peak, 1e6),
    },
  ];
}

/**
 * @param {string} what
 * @param {number} limit
 * @param {Record<string, import("./measure.js").Samples>} samples
 * @param {"wall" | "cpu"} clock
 * @param {string} candidate
 * @param {string} against
 * @returns {Goal}
 */
function goal(what, limit, samples, clock, candidate, against) {
  return { what, goal: limit, measured: ratio(samples[candidate][clock], samples[against][clock]) };
}

/** @param {Record<string, { inside: import("./measure.js").Samples }>} samples */
function inside(samples) {
  return Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, sample.inside]));
}

/** @param {Record<number, import("./measure.js").Samples>} samples */
function flatness(samples) {
  const byCost = Object.values(samples).sort((a, b) => median(a.cpu) - median(b.cpu));
  return ratio(byCost[byCost.length - 1].cpu, byCost[0].cpu);
}
