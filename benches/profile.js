/**
 * Where the time of a candidate goes: `node --expose-gc benches/profile.js [whole-run|engine-alone] [thin|fat] [candidate]`,
 * the candidate by a part of its name ("condition" if left out). Prints the functions with most time of their own, and
 * sums by where they come from.
 */

import { Session } from "node:inspector/promises";
import { candidates } from "./candidates/index.js";
import { makeUsers, USERS } from "./data.js";
import { clearYoung } from "./measure.js";
import { readyService } from "./ready.js";
import { serve } from "./serve.js";
import { table } from "./table.js";

const RUNS = 12;
const WARM_UPS = 3;
const LINES = 25;

const [scenario = "engine-alone", rows = "fat", part = "condition"] = process.argv.slice(2);
const name = Object.keys(candidates).find((candidate) => candidate.includes(part)) ?? "";
const kind = rows === "thin" ? "thin" : "fat";

const service = scenario === "whole-run" ? await serve() : undefined;
const users = makeUsers(USERS);
const target = service ? () => service.of(kind) : readyService(kind, users);
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: 200 });
await run(prepared(WARM_UPS));
const targets = prepared(RUNS);
clearYoung();
await session.post("Profiler.start");
await run(targets);
const { profile } = await session.post("Profiler.stop");
service?.close();
print(profile);

/** @param {number} runs */
function prepared(runs) {
  return Array.from({ length: runs }, target);
}

/** @param {import("./serve.js").Service[]} services */
async function run(services) {
  for (const service of services) await candidates[name](users, service);
}

/** @param {import("node:inspector").Profiler.Profile} profile */
function print({ nodes, samples = [], timeDeltas = [] }) {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  /** @type {Map<string, number>} */
  const functions = new Map();
  /** @type {Map<string, number>} */
  const places = new Map();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (!frame || frame.functionName === "(idle)") continue;
    const ms = timeDeltas[index] / 1000;
    const place = placeOf(frame);
    const line = frame.lineNumber < 0 ? "" : `:${frame.lineNumber + 1}`;
    add(functions, `${frame.functionName || "(anonymous)"}  ${shortened(frame.url)}${line}`, ms);
    add(places, place, ms);
    busy += ms;
  }
  console.log(
    `${name}, ${scenario}, ${kind} rows: ${(busy / RUNS).toFixed(1)} ms a run of the main thread\n`,
  );
  console.log(`${top(places, busy)}\n\n${top(functions, busy)}`);
}

/** @param {import("node:inspector").Runtime.CallFrame} frame */
function placeOf({ url, functionName }) {
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(program)") return "the platform, native";
  if (url.startsWith("wasm:")) return "engine, wasm";
  if (url.includes("/dist/")) return "the package's JavaScript";
  if (url.includes("undici")) return "undici";
  if (url.startsWith("node:")) return "Node's own JavaScript";
  if (url.includes("/p-map/")) return "p-map";
  if (url.includes("/benches/")) return "the candidate's own code";
  return "built-ins";
}

/** @param {string} url */
function shortened(url) {
  return url.startsWith("wasm:") ? "wasm" : url.replace(/^.*\/(dist|benches|node_modules)\//, "$1/");
}

/**
 * @param {Map<string, number>} sums
 * @param {string} key
 * @param {number} ms
 */
function add(sums, key, ms) {
  sums.set(key, (sums.get(key) ?? 0) + ms);
}

/**
 * @param {Map<string, number>} sums
 * @param {number} whole
 */
function top(sums, whole) {
  const sorted = [...sums].sort(([, a], [, b]) => b - a).slice(0, LINES);
  return table(
    ["own time", "ms a run", "share"],
    sorted.map(([key, ms]) => [key, (ms / RUNS).toFixed(2), `${((100 * ms) / whole).toFixed(1)} %`]),
  );
}
