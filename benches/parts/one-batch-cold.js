import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CONDITION, PEER } from "../candidates/index.js";
import { BATCH_SIZE, ROW_KINDS } from "../data.js";
import { median, ratio } from "../measure.js";
import { atMost } from "../part.js";
import { milliseconds, spread, table } from "../table.js";

const program = fileURLToPath(new URL("one-batch-cold-process.js", import.meta.url));

/**
 * One batch in a process that has just begun: import and first call, and the whole process from the outside.
 *
 * @typedef {Record<string, { inside: import("../measure.js").Samples, process: number[] }>} Cold
 * @type {import("../part.js").Part<Record<string, Cold>, { processes: number }>}
 */
export const oneBatchCold = {
  async measure({ processes }, service) {
    /** @type {Record<string, Cold>} */
    const samples = {};
    for (const kind of ROW_KINDS) {
      samples[kind] = {};
      for (const name of [CONDITION, PEER])
        samples[kind][name] = { inside: { wall: [], cpu: [] }, process: [] };
      for (let round = 0; round < processes; round++) {
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
  },

  goals: ({ fat, thin }) => [
    atMost("one batch, cold, fat rows: wall ÷ peer", 1.25, inside(fat), "wall", CONDITION, PEER),
    atMost("one batch, cold, thin rows: wall ÷ peer", 1.25, inside(thin), "wall", CONDITION, PEER),
  ],

  report: (samples, { processes }) => [
    `## One batch of ${BATCH_SIZE}, cold`,
    `In a fresh process: from before the import to after the first call, and the whole process from outside. Medians of ${processes} processes.`,
    ...ROW_KINDS.flatMap((kind) => [`### ${kind} rows`, coldTable(samples[kind])]),
  ],
};

/**
 * @param {string} name
 * @param {string} url
 */
async function freshProcess(name, url) {
  const began = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    name === PEER ? "p-map" : "filter-users",
    url,
  ]);
  return { ...JSON.parse(stdout), whole: performance.now() - began };
}

/** @param {Cold} samples */
function inside(samples) {
  return Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, sample.inside]));
}

/** @param {Cold} samples */
function coldTable(samples) {
  const peer = samples[PEER];
  const head = ["", "wall ms", "CPU ms", "process ms", "wall ÷ peer", "CPU ÷ peer", "process ÷ peer"];
  const rows = Object.entries(samples).map(([name, { inside, process }]) => [
    name === PEER ? `${name} (the peer)` : name,
    milliseconds(median(inside.wall)),
    milliseconds(median(inside.cpu)),
    milliseconds(median(process)),
    spread(ratio(inside.wall, peer.inside.wall)),
    spread(ratio(inside.cpu, peer.inside.cpu)),
    spread(ratio(process, peer.process)),
  ]);
  return table(head, rows);
}
