import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CONDITION, candidates, FLOOR, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { BATCH_SIZE, makeUsers, ROW_KINDS } from "../data.js";
import { measure } from "../measure.js";

const NAMES = [CONDITION, PEER, FLOOR];
const coldProgram = fileURLToPath(new URL("cold.js", import.meta.url));

/**
 * @typedef {object} Setting
 * @property {number} calls Warm calls a sample, one after the other.
 * @property {import("../measure.js").Plan} warm
 * @property {number} cold Fresh processes for each.
 * @property {Awaited<ReturnType<typeof import("../serve.js").serve>>} service
 */

/** One batch, when everything is loaded and warm. @param {Setting} setting */
export async function oneBatchWarm({ calls, warm, service }) {
  const users = makeUsers(BATCH_SIZE);
  /** @type {Record<string, Record<string, import("../measure.js").Samples>>} */
  const samples = {};
  for (const kind of ROW_KINDS) {
    const target = service.of(kind);
    await checkAnswers(users, () => target, NAMES);
    const tasks = NAMES.map((name) => [
      name,
      () => async () => {
        for (let call = 0; call < calls; call++) await candidates[name](users, target);
      },
    ]);
    samples[kind] = perCall(await measure(Object.fromEntries(tasks), warm), calls);
  }
  return samples;
}

/**
 * One batch in a process that has just begun: import and first call, and the whole process from the outside.
 *
 * @param {Setting} setting
 */
export async function oneBatchCold({ cold, service }) {
  /** @type {Record<string, Record<string, { inside: import("../measure.js").Samples, process: number[] }>>} */
  const samples = {};
  for (const kind of ROW_KINDS) {
    samples[kind] = {};
    for (const name of [CONDITION, PEER])
      samples[kind][name] = { inside: { wall: [], cpu: [] }, process: [] };
    for (let round = 0; round < cold; round++) {
      const turn = round % 2 === 0 ? [CONDITION, PEER] : [PEER, CONDITION];
      for (const name of turn) {
        const { inside, process } = samples[kind][name];
        const { wall, cpu, whole } = await freshProcess(name, service.of(kind).url);
        inside.wall.push(wall);
        inside.cpu.push(cpu);
        process.push(whole);
      }
    }
  }
  return samples;
}

/**
 * @param {string} name
 * @param {string} url
 */
async function freshProcess(name, url) {
  const began = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [
    coldProgram,
    name === PEER ? "p-map" : "filter-users",
    url,
  ]);
  return { ...JSON.parse(stdout), whole: performance.now() - began };
}

/**
 * @param {Record<string, import("../measure.js").Samples>} samples
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
