/**
 * A part of the benchmark: what it measures, what of that is a goal, and how it reads.
 *
 * @typedef {import("./measure.js").Samples} Samples
 * @typedef {Record<string, Samples>} ByName
 * @typedef {ReturnType<typeof import("./measure.js").ratio>} Ratio
 * @typedef {{ what: string, goal: number, measured: Ratio, isLeast?: boolean }} Goal at most `goal`, or `isLeast`: at least
 * @typedef {Awaited<ReturnType<typeof import("./serve.js").serve>>} LocalService
 */

/**
 * @template Measured
 * @template Plan
 * @typedef {object} Part
 * @property {(plan: Plan, service: LocalService) => Promise<Measured | undefined>} measure nothing where the machine
 *   lacks what it takes, which is said then
 * @property {(measured: Measured) => Goal[]} goals
 * @property {(measured: Measured, plan: Plan) => string[]} report paragraphs of Markdown
 */

import { ratio } from "./measure.js";

/**
 * @param {string} what
 * @param {number} limit
 * @param {ByName} samples
 * @param {"wall" | "cpu"} clock
 * @param {string} candidate
 * @param {string} against
 * @returns {Goal}
 */
export function atMost(what, limit, samples, clock, candidate, against) {
  return { what, goal: limit, measured: ratio(samples[candidate][clock], samples[against][clock]) };
}
