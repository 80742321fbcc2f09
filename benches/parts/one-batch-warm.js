import { CONDITION, candidates, FLOOR, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { BATCH_SIZE, makeUsers, ROW_KINDS } from "../data.js";
import { measure } from "../measure.js";
import { atMost } from "../part.js";
import { byRows } from "../ratios.js";

const NAMES = [CONDITION, PEER, FLOOR];

/**
 * One batch, when everything is loaded and warm.
 *
 * @typedef {import("../measure.js").Plan & { calls: number }} Plan `calls` a sample, one after the other
 * @type {import("../part.js").Part<Record<string, import("../part.js").ByName>, Plan>}
 */
export const oneBatchWarm = {
  async measure(plan, service) {
    const users = makeUsers(BATCH_SIZE);
    /** @type {Record<string, import("../part.js").ByName>} */
    const samples = {};
    for (const kind of ROW_KINDS) {
      const target = service.of(kind);
      await checkAnswers(users, () => target, NAMES);
      const tasks = NAMES.map((name) => [
        name,
        () => async () => {
          for (let call = 0; call < plan.calls; call++) await candidates[name](users, target);
        },
      ]);
      samples[kind] = perCall(await measure(Object.fromEntries(tasks), plan), plan.calls);
    }
    return samples;
  },

  goals: ({ fat, thin }) => [
    atMost("one batch, warm, fat rows: wall ÷ peer", 1, fat, "wall", CONDITION, PEER),
    atMost("one batch, warm, thin rows: wall ÷ peer", 1, thin, "wall", CONDITION, PEER),
  ],

  report: (samples, { calls, rounds }) => [
    `## One batch of ${BATCH_SIZE}, warm`,
    `One call after the other, ${calls} a round, medians of ${rounds} rounds, a call.`,
    ...byRows(samples),
  ],
};

/**
 * @param {import("../part.js").ByName} samples
 * @param {number} calls
 */
function perCall(samples, calls) {
  return Object.fromEntries(
    Object.entries(samples).map(([name, { wall, cpu }]) => [
      name,
      { wall: wall.map((ms) => ms / calls), cpu: cpu.map((ms) => ms / calls) },
    ]),
  );
}
