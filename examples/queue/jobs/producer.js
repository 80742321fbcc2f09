/** Cuts a stream of users into jobs. It holds one job at a time, and Redis no more than `most` that are not done. */

import { setTimeout } from "node:timers/promises";

/** A job is named by its place in the list, so that one that is added again is the same. @param {number} number */
export const nameOf = (number) => `job-${number}`;

/**
 * Run it again after a crash, over the same users in the same order: it adds what is not there yet.
 *
 * @param {import("bullmq").Queue} queue
 * @param {Iterable<import("./worker.js").User> | AsyncIterable<import("./worker.js").User>} list
 * @param {{ size?: number, most?: number }} [options] `size`: users a job
 */
export async function produce(queue, list, { size = 1000, most = 50 } = {}) {
  let number = 0;
  /** @type {import("./worker.js").User[]} */
  const users = [];
  for await (const user of list) if (users.push(user) === size) await add();
  if (users.length > 0) await add();

  async function add() {
    while ((await queue.getJobCountByTypes("wait", "active", "delayed")) >= most) await setTimeout(20);
    const data = { users: users.splice(0), tries: 0, rounds: [] };
    await queue.add("filter", data, { jobId: nameOf(number++) });
  }
}
