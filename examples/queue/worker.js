/** Filters the users of jobs. Run as many of these as you like, where you like. */

import { Queue, Worker } from "bullmq";
import { emptyStats, FilterUsersError, filterUsers } from "filter-users";
import { connectionTo, JOB, nextPart, QUEUE } from "./jobs.js";

/** Workers that a job may take down with it until it is given up. */
const MOST_DEATHS = 5;

/** The longest wait before the service is asked about the same users again, in ms. */
const LONGEST_DELAY = 30_000;

/** The longest rest that a service is given, whatever its `Retry-After` says, in ms: a job is not to be lost for years by a slip. */
const LONGEST_REST = 24 * 60 * 60 * 1000;

/**
 * @typedef {import("./jobs.js").User} User
 * @typedef {import("./results.js").Result} Result
 */

/**
 * @param {object} options
 * @param {string} options.redis its URL
 * @param {import("./results.js").Results} options.results
 * @param {import("filter-users").FilterOptions<User, any>} options.filter
 * @param {number} [options.tries] jobs in a row in which users may fail, until they have failed for good
 * @param {number} [options.delay] ms before the second of them; it doubles with each
 * @param {number} [options.concurrency] jobs at a time
 * @param {number} [options.lock] ms without a sign of life, after which another worker does its jobs
 * @param {(error: Error) => void} [options.onError]
 */
export function startWorker(options) {
  const { results, filter, tries = 10, delay = 1000, concurrency = 2, lock = 30_000 } = options;
  const { onError = console.error } = options;
  const connection = connectionTo(options.redis);
  const stopping = new AbortController();
  const queue = new Queue(QUEUE, { connection });
  const worker = new Worker(QUEUE, settle, {
    connection,
    concurrency,
    lockDuration: lock,
    stalledInterval: lock,
    // BullMQ would put the job aside, and its users would be nowhere.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  queue.on("error", onError);
  worker.on("error", onError);
  worker.on("failed", (_, error) => onError(error));

  /**
   * May be run twice, even at the same time, and may end anywhere: all that follows, follows from the result that was
   * written first.
   *
   * @param {import("bullmq").Job<import("./jobs.js").JobData>} job
   */
  async function settle(job) {
    const name = /** @type {string} */ (job.id);
    const { rest } = (await results.read(name)) ?? (await results.publish(name, await resultOf(job)));
    if (!rest) return;
    const { delay, ...data } = rest;
    await queue.add(job.name, data, { ...JOB, jobId: nextPart(name), delay });
  }

  /** @param {import("bullmq").Job<import("./jobs.js").JobData>} job @returns {Promise<Result>} */
  async function resultOf({ data, stalledCounter }) {
    if (stalledCounter > MOST_DEATHS) {
      return allFailed(
        data.users,
        "WORKER_DIED",
        `${stalledCounter} workers died of the job with these users`,
      );
    }
    try {
      const { signal } = stopping;
      const result = await filterUsers(data.users, { ...filter, signal, onAbort: "partial" });
      return withoutRest(result, data.tries + 1);
    } catch (error) {
      if (!(error instanceof FilterUsersError) || error.code !== "INVALID_USER") throw error;
      return allFailed(data.users, error.code, error.message);
    }
  }

  /**
   * Users that failed are for a later job, as long as there is hope.
   *
   * @param {import("filter-users").FilterResult<User>} result
   * @param {number} tried
   * @returns {Result}
   */
  function withoutRest({ passed, skipped, missing, failed, stats }, tried) {
    const isStopped = stopping.signal.aborted;
    const isForLater = (/** @type {FilterUsersError} */ error) =>
      error.code === "ABORTED" || (tried < tries && hasHope(error));
    const later = failed.filter(({ error }) => isForLater(error));
    const forGood = failed
      .filter(({ error }) => !isForLater(error))
      .map(({ users, error: { code, message } }) => ({ users, error: { code, message } }));
    const result = { passed, skipped, missing, failed: forGood, stats };
    if (later.length === 0) return result;
    const asked = later.map(({ error }) => Math.min(error.retryAfter ?? 0, LONGEST_REST));
    const rest = {
      users: later.flatMap(({ users }) => users),
      tries: isStopped ? tried - 1 : tried,
      delay: isStopped ? 0 : Math.max(backoff(tried), ...asked),
    };
    return { ...result, rest };
  }

  /** Half of it by chance, so that not all come back at once. @param {number} tried */
  function backoff(tried) {
    return Math.min(delay * 2 ** (tried - 1), LONGEST_DELAY) * (0.5 + Math.random() / 2);
  }

  return {
    /** Takes no more jobs, and ends those under way: what is settled is kept, the rest is for another worker. */
    async close() {
      const closed = worker.close();
      stopping.abort(new Error("The worker is stopped"));
      await closed;
      await queue.close();
    },
  };
}

/** Whether another day may bring another answer. @param {FilterUsersError} error */
function hasHope({ code, status = 0 }) {
  if (code === "HTTP_STATUS") return status >= 500 || [408, 425, 429].includes(status);
  return code !== "PREDICATE" && code !== "REPLY_TOO_LARGE";
}

/** @param {User[]} users @param {string} code @param {string} message @returns {Result} */
function allFailed(users, code, message) {
  const failed = [{ users, error: { code, message } }];
  return { passed: [], skipped: [], missing: [], failed, stats: emptyStats() };
}
