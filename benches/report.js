/** The figures as a text that reads well in a terminal and in Markdown. */

import { CONDITION, FLOOR, PEER } from "./candidates/index.js";
import { BATCH_SIZE, IN_FLIGHT, makeReply, ROW_KINDS } from "./data.js";
import { goals } from "./goals.js";
import { median, ratio } from "./measure.js";
import { count, milliseconds, spread, table } from "./table.js";

/**
 * @typedef {import("./goals.js").Measured} Measured
 * @typedef {Record<string, import("./measure.js").Samples>} Samples
 */

/**
 * @param {Measured} measured
 * @param {typeof import("./plan.js").plans.full} plan
 * @param {string[]} machine
 */
export function report(measured, plan, machine) {
  const users = count(plan.users);
  return [
    "# Measured",
    "Written by `npm run bench`. Ratios are what counts: the candidates take turns within each round, a ratio is formed " +
      "within its round, and what stands here is the median over the rounds, with the range of the middle half in " +
      "brackets. CPU time is the client process's alone, all its threads together. The service runs in a process of its " +
      "own on the same machine, so the two share its cores. Below 1 is better than what stands after the ÷.",
    machine.map((line) => `- ${line}`).join("\n"),
    `Rows: thin ones of ${rowBytes("thin")} bytes (\`${makeReply("thin", [1]).toString().slice(1, -1)}\`), fat ones of ` +
      `${rowBytes("fat")}, all ASCII. Batches of ${BATCH_SIZE}, ${IN_FLIGHT} in flight. Half of the users pass. Every ` +
      "candidate's answer was checked before it was measured.",
    "## Goals",
    goalTable(measured),
    `## Whole run: ${users} users over loopback`,
    `Medians of ${plan.wholeRun.rounds} rounds.`,
    ...byRows(measured.wholeRun),
    `## Engine alone: ${users} users, replies ready`,
    `Every \`fetch\` resolves at once with a \`Response\` made before the clock starts. Medians of ${plan.engineAlone.rounds} rounds.`,
    ...byRows(measured.engineAlone),
    `## One batch of ${BATCH_SIZE}, warm`,
    `One call after the other, ${plan.oneBatch.calls} a round, medians of ${plan.oneBatch.warm.rounds} rounds, a call.`,
    ...byRows(measured.warm),
    `## One batch of ${BATCH_SIZE}, cold`,
    `In a fresh process: from before the import to after the first call, and the whole process from outside. Medians of ${plan.oneBatch.cold} processes.`,
    ...ROW_KINDS.flatMap((kind) => [`### ${kind} rows`, coldTable(measured.cold[kind])]),
    "## Cost by size",
    `The engine alone, thin rows, microseconds a user. Medians of ${plan.bySize.plan.rounds} rounds.`,
    sizeTable(measured.bySize),
    "## Streams",
    "`streamUsers` over users that are made as they are read, replies ready, in a process of its own that has streamed 200,000 " +
      "users before. Microseconds a user; how far memory (RSS) rose meanwhile at the most, in MB; and how much the engine's own " +
      `memory grew. Medians of ${plan.stream.rounds} processes.`,
    streamTable(measured.stream),
    "## Download",
    "The package's modules as they are shipped; a bundler makes them smaller.",
    table(
      ["", "bytes", "gzip", "brotli"],
      measured.download.map(({ what, raw, gzip, brotli }) => [what, count(raw), count(gzip), count(brotli)]),
    ),
  ].join("\n\n");
}

/** @param {import("./data.js").RowKind} kind */
function rowBytes(kind) {
  const rows = 1_000;
  const ids = Array.from({ length: rows }, (_, index) => 50_000 + index);
  return Math.round(makeReply(kind, ids).length / rows);
}

/** @param {Measured} measured */
function goalTable(measured) {
  const rows = goals(measured).map(({ what, goal, measured: { median, low, high } }) => [
    what,
    `≤ ${goal}`,
    spread({ median, low, high }),
    median <= goal ? "met" : "not met",
  ]);
  return table(["", "goal", "measured", ""], rows);
}

/** @param {Record<string, Samples>} samples */
function byRows(samples) {
  return ROW_KINDS.flatMap((kind) => [`### ${kind} rows`, ratioTable(samples[kind])]);
}

/** @param {Samples} samples */
function ratioTable(samples) {
  const [peer, floor] = [samples[PEER], samples[FLOOR]];
  const head = ["", "wall ms", "CPU ms", "wall ÷ peer", "CPU ÷ peer", "wall ÷ floor", "CPU ÷ floor"];
  const rows = Object.entries(samples).map(([name, { wall, cpu }]) => [
    name === PEER ? `${name} (the peer)` : name,
    milliseconds(median(wall)),
    milliseconds(median(cpu)),
    spread(ratio(wall, peer.wall)),
    spread(ratio(cpu, peer.cpu)),
    spread(ratio(wall, floor.wall)),
    spread(ratio(cpu, floor.cpu)),
  ]);
  return table(head, rows);
}

/** @param {Measured["cold"][string]} samples */
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

/** @param {Measured["stream"]} samples */
function streamTable(samples) {
  const rows = Object.entries(samples).map(([size, { wall, cpu, peak, wasm }]) => [
    count(Number(size)),
    ...[wall, cpu].map((ms) => (median(ms) * 1000).toFixed(2)),
    ...[peak, wasm].map((bytes) => (median(bytes) / 1e6).toFixed(1)),
  ]);
  return table(["users", "wall", "CPU", "memory", "of it the engine's"], rows);
}

/** @param {Measured["bySize"]} samples */
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
