import { existsSync, readdirSync, readFileSync } from "node:fs";
import { outputOf } from "./run.js";

/** Some runtimes keep a buffer of kilobytes alive behind every chunk of a body, however small: 30 kB once took 1.4 GB. */
const SMALL = { crumbs: "30,000 chunks of one byte", flushes: "2 MB in flushes of 400 bytes" };

/**
 * What is wrong with the memory that replies in small chunks take: a process for each of them.
 *
 * @param {import("./runtimes.js").Runtime} runtime
 * @param {{ host: string, url: string }} service
 */
export async function wasted({ command: commandFor, allowance }, { host, url }) {
  /** @type {string[]} */
  const wrong = [];
  // Only Linux tells the most that a process ever took.
  if (allowance === undefined || !existsSync("/proc/self/status")) return wrong;
  const command = commandFor(host).map((arg) => SCRIPTS[arg] ?? arg);
  const peak = (/** @type {string} */ behaviour) => peakOf(command, `${url}/memory/${behaviour}`);
  const usual = await peak("whole");
  for (const [behaviour, what] of Object.entries(SMALL)) {
    const more = ((await peak(behaviour)) - usual) / 2 ** 20;
    if (more > allowance)
      wrong.push(`a reply of ${what} took ${more.toFixed()} MiB more than one that comes as a whole`);
  }
  return wrong;
}

/** What stands for the scripts with the suite. @type {Record<string, string>} */
const SCRIPTS = { "run/import.js": "run/memory.js", "run/worker.js": "run/worker-memory.js" };

/**
 * The most memory that a process, or one that it started, had at once.
 *
 * @param {string[]} command
 * @param {string} url
 */
async function peakOf(command, url) {
  let peak = 0;
  /** @type {any} */
  let timer;
  await outputOf(command, url, (child) => {
    timer = setInterval(() => {
      for (const pid of treeOf(child.pid ?? 0)) peak = Math.max(peak, peakSoFar(pid));
    }, 10);
  });
  clearInterval(timer);
  return peak;
}

/** @param {number} pid @returns {number[]} */
function treeOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    // It has ended.
    return [];
  }
}

/** @param {number} pid */
function peakSoFar(pid) {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
