/** Tables of candidates beside the peer and the floor. */

import { FLOOR, PEER } from "./candidates/index.js";
import { ROW_KINDS } from "./data.js";
import { median, ratio } from "./measure.js";
import { milliseconds, spread, table } from "./table.js";

/** @typedef {import("./part.js").ByName} ByName */

/** @param {Record<string, ByName>} samples */
export function byRows(samples) {
  return ROW_KINDS.flatMap((kind) => [`### ${kind} rows`, ratioTable(samples[kind], [PEER, FLOOR])]);
}

/**
 * @param {ByName} samples
 * @param {string[]} against
 */
export function ratioTable(samples, against) {
  const short = against.map((name) => (name === PEER ? "peer" : name.replace(/:.*/, "")));
  const head = ["", "wall ms", "CPU ms", ...short.flatMap((name) => [`wall ÷ ${name}`, `CPU ÷ ${name}`])];
  const rows = Object.entries(samples).map(([name, { wall, cpu }]) => [
    name === PEER ? `${name} (the peer)` : name,
    milliseconds(median(wall)),
    milliseconds(median(cpu)),
    ...against.flatMap((other) => [
      spread(ratio(wall, samples[other].wall)),
      spread(ratio(cpu, samples[other].cpu)),
    ]),
  ]);
  return table(head, rows);
}
