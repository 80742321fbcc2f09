/** Cuts a stream of users into jobs. It holds one job at a time, and Redis no more than `most`. */

import { setTimeout } from "node:timers/promises";
import { JOB, nameOf } from "./jobs.js";

/**
 * Resolves when every user is in a job or has a verdict. Run it again after a crash, over the same users in the same
 * order: jobs that are there are not added twice, and those with a result are not done again.
 *
 * @param {Iterable<import("./jobs.js").User> | AsyncIterable<import("./jobs.js").User>} users
 * @param {object} options
 * @param {import("bullmq").Queue} options.queue
 * @param {import("./results.js").Results} options.results
 * @param {number} [options.size] users a job
 * @param {number} [options.most] jobs in Redis; with as many there, the source is not read on
 */
export async function produce(users, { queue, results, size = 1000, most = 50 }) {
  let number = 0;
  for await (const some of chunksOf(users, size)) {
    const name = nameOf(number++);
    if (await results.isSettled(name)) continue;
    while ((await queue.getJobCountByTypes("wait", "active", "delayed")) >= most) await setTimeout(20);
    await queue.add("filter", { users: some, tries: 0 }, { ...JOB, jobId: name });
  }
}

/**
 * @template T
 * @param {Iterable<T> | AsyncIterable<T>} items
 * @param {number} size
 */
async function* chunksOf(items, size) {
  /** @type {T[]} */
  let chunk = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
