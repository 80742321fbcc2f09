import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median, ratio } from "../measure.js";
import { table } from "../table.js";

const BYTES = 60_000_000;
const program = fileURLToPath(new URL("large-reply-process.js", import.meta.url));

/**
 * What one large reply takes of memory.
 *
 * @typedef {Record<string, { peak: number[], idle: number[] }>} ByWay bytes above what it was before
 * @type {import("../part.js").Part<ByWay, { rounds: number }>}
 */
export const largeReply = {
  async measure({ rounds }) {
    const reply = makeLarge();
    const server = createServer((request, response) => {
      request
        .resume()
        .on("end", () => response.writeHead(200, { "content-length": reply.length }).end(reply));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    /** @type {ByWay} */
    const samples = { fetch: { peak: [], idle: [] }, undici: { peak: [], idle: [] } };
    for (let round = 0; round < rounds; round++) {
      for (const [way, { peak, idle }] of Object.entries(samples)) {
        const args = ["--expose-gc", program, `http://127.0.0.1:${port}/`, String(reply.length), way];
        const { stdout } = await promisify(execFile)(process.execPath, args);
        const seen = JSON.parse(stdout);
        peak.push(seen.peak);
        idle.push(seen.idle);
      }
    }
    server.close();
    return samples;
  },

  goals: (samples) =>
    Object.entries(samples).flatMap(([way, { peak, idle }]) => [
      goal(`one reply of 60 MB, by ${nameOf(way)}: memory at the peak ÷ the reply`, 1.3, peak, BYTES),
      goal(`one reply of 60 MB, by ${nameOf(way)}: MB that are not given back`, 20, idle, 1e6),
    ]),

  report: (samples, { rounds }) => [
    "## One reply of 60 MB",
    "About 1,000 users, rows of 60 kB, in a process of its own: memory (RSS) above what it was, at the most, and half a second later. " +
      `Medians of ${rounds} processes.`,
    table(
      ["", "peak, MB", "idle, MB"],
      Object.entries(samples).map(([way, { peak, idle }]) => [
        nameOf(way),
        ...[peak, idle].map((bytes) => (median(bytes) / 1e6).toFixed(0)),
      ]),
    ),
  ],
};

/** @param {string} way */
const nameOf = (way) => (way === "undici" ? "filter-users/undici" : "fetch");

/**
 * @param {string} what
 * @param {number} most
 * @param {number[]} bytes
 * @param {number} unit
 */
function goal(what, most, bytes, unit) {
  return { what, goal: most, measured: ratio(bytes, Array(bytes.length).fill(unit)) };
}

function makeLarge() {
  const note = "x".repeat(BYTES / 1000);
  const rows = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, currentBalance: 700, note }));
  return Buffer.from(JSON.stringify(rows));
}
