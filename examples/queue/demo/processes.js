/** Producer and workers as processes of their own. They end with this one. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Settings what all of them are told
 * @property {string} redis
 */

/** @param {Settings & { users: number, size?: number, most?: number }} settings */
export const startProducer = (settings) => start("producer.js", settings);

/**
 * `concurrency` jobs and, in each, `requests` at a time.
 *
 * @param {Settings & { service: string, limit?: { requests: number, per: number }, timeout?: number, retry?: number,
 *   tries?: number, delay?: number, lock?: number, batchSize?: number, concurrency?: number, requests?: number }} settings
 */
export const startWorker = (settings) => start("worker.js", settings);

/** @param {string} file @param {Settings} settings */
function start(file, settings) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], { execArgv: [] });
  /** Bytes it had at most. @type {number | undefined} */
  let memory;
  child.on("message", (bytes) => {
    memory = Number(bytes);
  });
  const ended = once(child, "exit").then(([status, signal]) => {
    if (signal !== "SIGKILL" && status !== 0) throw new Error(`${file} ended with ${signal ?? status}`);
    return { signal, memory };
  });
  // Whoever waits for it hears of it.
  ended.catch(() => {});
  return {
    pid: child.pid,
    ended,
    /** @param {NodeJS.Signals} signal */
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
