import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("stream-process.js", import.meta.url));

/**
 * `streamUsers` over lists of growing size that are made as they are read, each in a process of its own, so that its
 * memory can be told: time a user, and how far memory rose above what a short stream had taken.
 *
 * @typedef {{ cpu: number[], wall: number[], peak: number[], wasm: number[] }} StreamSamples
 * @param {{ sizes: number[], rounds: number }} plan
 */
export async function streams({ sizes, rounds }) {
  /** @type {Record<number, StreamSamples>} */
  const samples = Object.fromEntries(sizes.map((size) => [size, { cpu: [], wall: [], peak: [], wasm: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
      const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, String(size)]);
      const { cpu, wall, peak, wasm } = JSON.parse(stdout);
      samples[size].cpu.push(cpu);
      samples[size].wall.push(wall);
      samples[size].peak.push(peak);
      samples[size].wasm.push(wasm);
    }
  }
  return samples;
}
