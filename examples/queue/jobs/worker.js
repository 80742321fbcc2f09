/** Filters the users of jobs. Run as many of these as you like, where you like. */

import { DelayedError, Worker } from "bullmq";
import { filterUsers } from "filter-users";

/** @typedef {{ id: string | number, [name: string]: unknown }} User */
/** @typedef {import("filter-users").FilterResult<User>} Round what came of asking once */
/** @typedef {{ users: User[], tries: number, rounds: Round[] }} Data the users that are left, and what came of the others */

const DAY = 24 * 60 * 60 * 1000;

/**
 * Users that failed are asked about again, without the others, up to `tries` times in all: after `delay` ms, twice that, and so on.
 *
 * @param {import("bullmq").Queue} queue
 * @param {import("filter-users").FilterOptions<User, any>} filter its `signal` stops the worker's jobs
 * @param {{ tries?: number, delay?: number } & Partial<import("bullmq").WorkerOptions>} [options]
 * @returns {Worker<Data, Round[]>}
 */
export function startWorker(queue, filter, { tries = 10, delay = 1000, ...options } = {}) {
  const { connection } = queue.opts;
  return new Worker(queue.name, settle, { concurrency: 2, maxStalledCount: 5, ...options, connection });

  /**
   * May run twice, even at once, and end anywhere: a job's data has each of its users once, and BullMQ keeps one result.
   *
   * @param {import("bullmq").Job<Data>} job
   * @param {string} [token]
   */
  async function settle(job, token) {
    const { users, tries: before, rounds } = job.data;
    const result = await filterUsers(users, { ...filter, onAbort: "partial" });
    const isStopped = filter.signal?.aborted ?? false;
    const tried = isStopped ? before : before + 1;
    const later = result.failed.filter(({ error }) => tried < tries && hasHope(error));
    rounds.push({ ...result, failed: result.failed.filter((each) => !later.includes(each)) });
    if (later.length === 0) return rounds;
    await job.updateData({ users: later.flatMap(({ users }) => users), tries: tried, rounds });
    // Half of it by chance, so that not all come back at once; at least what the service asks for, within reason.
    const backoff = Math.min(delay * 2 ** before, 30_000) * (0.5 + Math.random() / 2);
    const wait = Math.max(backoff, ...later.map(({ error }) => Math.min(error.retryAfter ?? 0, DAY)));
    await job.moveToDelayed(Date.now() + (isStopped ? 0 : wait), token);
    throw new DelayedError();
  }
}

/** Whether another day may bring another answer. @param {import("filter-users").FilterUsersError} error */
function hasHope({ code, status = 0 }) {
  if (code === "HTTP_STATUS") return status >= 500 || [408, 425, 429].includes(status);
  return code !== "PREDICATE" && code !== "REPLY_TOO_LARGE";
}
