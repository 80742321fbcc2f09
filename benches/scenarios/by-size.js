import { CONDITION, candidates, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers } from "../data.js";
import { measure } from "../measure.js";
import { readyService } from "../ready.js";

// Long enough that all rows are equally long.
const FIRST_ID = 1_000_001;
const NAMES = [CONDITION, PEER];

/** @typedef {{ users: import("../data.js").User[], ready: () => import("../serve.js").Service, runs: number }} Task */

/**
 * The engine alone over lists of growing size, thin rows. Small lists are run several times, so that each sample is
 * of `perSample` users at least.
 *
 * @param {{ sizes: number[], perSample: number, plan: import("../measure.js").Plan }} setting
 * @returns {Promise<Record<string, Record<number, import("../measure.js").Samples>>>} a user, in milliseconds
 */
export async function bySize({ sizes, perSample, plan }) {
  /** @type {Record<number, Task>} */
  const tasks = {};
  for (const size of sizes) {
    const users = makeUsers(size, FIRST_ID);
    const ready = readyService("thin", users);
    await checkAnswers(users, ready, NAMES);
    tasks[size] = { users, ready, runs: Math.max(1, Math.round(perSample / size)) };
  }
  /** @type {Record<string, Record<number, import("../measure.js").Samples>>} */
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
}

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
