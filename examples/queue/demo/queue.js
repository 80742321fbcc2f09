/** The demo's queue, which waits for its Redis as long as it takes. */

import { Queue } from "bullmq";

/** @typedef {import("../jobs/worker.js").Data} Data */
/** @typedef {import("../jobs/worker.js").Round} Round */

/** @param {string} url */
export const connectionTo = (url) => ({
  url,
  maxRetriesPerRequest: null,
  retryStrategy: (/** @type {number} */ times) => Math.min(times * 50, 1000),
});

/** @param {string} url of Redis @returns {Queue<Data, Round[]>} */
export function openQueue(url) {
  const queue = new Queue("filter-users", { connection: connectionTo(url) });
  queue.on("error", () => {}); // while Redis is away
  return queue;
}

/** How many jobs are neither done nor given up. @param {Queue} queue */
export const left = (queue) => queue.getJobCountByTypes("wait", "active", "delayed", "prioritized");
