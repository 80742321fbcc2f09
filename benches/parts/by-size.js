import { CONDITION, candidates, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers } from "../data.js";
import { measure, median, ratio } from "../measure.js";
import { readyService } from "../ready.js";
import { count, table } from "../table.js";

// Long enough that all rows are equally long.
const FIRST_ID = 1_000_001;
const NAMES = [CONDITION, PEER];

/**
 * The engine alone over lists of growing size, thin rows, milliseconds a user. Small lists are run several times, so
 * that each sample is of `perSample` users at least.
 *
 * @typedef {Record<string, Record<number, import("../measure.js").Samples>>} Sized
 * @typedef {{ users: import("../data.js").User[], ready: () => import("../serve.js").Service, runs: number }} Task
 * @type {import("../part.js").Part<Sized, import("../measure.js").Plan & { sizes: number[], perSample: number }>}
 */
export const bySize = {
  async measure(plan) {
    const { sizes, perSample } = plan;
    /** @type {Record<number, Task>} */
    const tasks = {};
    for (const size of sizes) {
      const users = makeUsers(size, FIRST_ID);
      const ready = readyService("thin", users);
      await checkAnswers(users, ready, NAMES);
      tasks[size] = { users, ready, runs: Math.max(1, Math.round(perSample / size)) };
    }
    /** @type {Sized} */
    const samples = {};
    for (const name of NAMES) {
      const measured = await measure(
        Object.fromEntries(sizes.map((size) => [size, () => repeated(name, tasks[size])])),
        plan,
      );
      samples[name] = Object.fromEntries(
        sizes.map((size) => [size, perUser(measured[size], size * tasks[size].runs)]),
      );
    }
    return samples;
  },

  goals: (samples) => [
    { what: "dearest ÷ cheapest size: CPU a user", goal: 1.2, measured: flatness(samples[CONDITION]) },
  ],

  report: (samples, { rounds }) => [
    "## Cost by size",
    `The engine alone, thin rows, microseconds a user. Medians of ${rounds} rounds.`,
    sizeTable(samples),
  ],
};

/**
 * @param {string} name
 * @param {Task} task
 */
function repeated(name, { users, ready, runs }) {
  const services = Array.from({ length: runs }, ready);
  return async () => {
    for (const service of services) await candidates[name](users, service);
  };
}

/**
 * @param {import("../measure.js").Samples} samples
 * @param {number} users
 */
function perUser({ wall, cpu }, users) {
  return { wall: wall.map((ms) => ms / users), cpu: cpu.map((ms) => ms / users) };
}

/** @param {Record<number, import("../measure.js").Samples>} samples */
function flatness(samples) {
  const byCost = Object.values(samples).sort((a, b) => median(a.cpu) - median(b.cpu));
  return ratio(byCost[byCost.length - 1].cpu, byCost[0].cpu);
}

/** @param {Sized} samples */
function sizeTable(samples) {
  const head = ["users", "filterUsers: wall", "CPU", "the peer: wall", "CPU"];
  const rows = Object.keys(samples[CONDITION]).map((size) => [
    count(Number(size)),
    ...[samples[CONDITION], samples[PEER]].flatMap((bySize) => {
      const { wall, cpu } = bySize[Number(size)];
      return [median(wall), median(cpu)].map((ms) => (ms * 1000).toFixed(2));
    }),
  ]);
  return table(head, rows);
}
