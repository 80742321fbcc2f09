import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { difference, median, ratio } from "../measure.js";
import { count, table } from "../table.js";

const program = fileURLToPath(new URL("streams-process.js", import.meta.url));

/**
 * `streamUsers` over lists of growing size that are made as they are read, each in a process of its own, so that its
 * memory can be told: time a user, and how far memory rose above what a short stream had taken.
 *
 * @typedef {Record<number, { cpu: number[], wall: number[], peak: number[], wasm: number[] }>} StreamSamples
 * @type {import("../part.js").Part<StreamSamples, { sizes: number[], rounds: number }>}
 */
export const streams = {
  async measure({ sizes, rounds }) {
    /** @type {StreamSamples} */
    const samples = Object.fromEntries(
      sizes.map((size) => [size, { cpu: [], wall: [], peak: [], wasm: [] }]),
    );
    for (let round = 0; round < rounds; round++) {
      for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
        const { stdout } = await promisify(execFile)(process.execPath, [
          "--expose-gc",
          program,
          String(size),
        ]);
        const { cpu, wall, peak, wasm } = JSON.parse(stdout);
        samples[size].cpu.push(cpu);
        samples[size].wall.push(wall);
        samples[size].peak.push(peak);
        samples[size].wasm.push(wasm);
      }
    }
    return samples;
  },

  goals: (samples) => [
    {
      what: "a stream of 1,000,000 ÷ one of 100,000: wall a user",
      goal: 1.15,
      measured: ratio(samples[1_000_000].wall, samples[100_000].wall),
    },
    {
      what: "a stream of 1,000,000 beside one of 100,000: MB more at the peak",
      goal: 20,
      measured: difference(samples[1_000_000].peak, samples[100_000].peak, 1e6),
    },
  ],

  report: (samples, { rounds }) => [
    "## Streams",
    "`streamUsers` over users that are made as they are read, replies ready, in a process of its own that has streamed 200,000 " +
      "users before. Microseconds a user; how far memory (RSS) rose meanwhile at the most, in MB; and how much the engine's own " +
      `memory grew. Medians of ${rounds} processes.`,
    streamTable(samples),
  ],
};

/** @param {StreamSamples} samples */
function streamTable(samples) {
  const rows = Object.entries(samples).map(([size, { wall, cpu, peak, wasm }]) => [
    count(Number(size)),
    ...[wall, cpu].map((ms) => (median(ms) * 1000).toFixed(2)),
    ...[peak, wasm].map((bytes) => (median(bytes) / 1e6).toFixed(1)),
  ]);
  return table(["users", "wall", "CPU", "memory", "of it the engine's"], rows);
}
