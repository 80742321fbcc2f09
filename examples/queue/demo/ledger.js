/** Reads what came of all jobs, and says of every user from 1 up what became of it. */

import { emptyStats, mergeStats } from "filter-users";
import { nameOf } from "../jobs/producer.js";

/** @typedef {{ passed: number, skipped: number, missing: number, failed: number }} Counts */

/**
 * Throws for a user that came out more than once, or not at all, or with another verdict than `verdictOf` says.
 *
 * @param {import("bullmq").Queue<import("./queue.js").Data, import("./queue.js").Round[]>} queue
 * @param {number} users
 * @param {(id: number) => keyof Counts} verdictOf
 */
export async function checkLedger(queue, users, verdictOf) {
  const seen = new Uint8Array(users + 1);
  /** @type {Counts} */
  const counts = { passed: 0, skipped: 0, missing: 0, failed: 0 };
  /** @type {Map<string, number>} */
  const causes = new Map();
  let stats = emptyStats();
  let jobs = 0;
  for await (const job of jobsOf(queue)) {
    jobs++;
    for (const round of job.returnvalue ?? job.data.rounds) {
      stats = mergeStats(stats, round.stats);
      enter("passed", round.passed);
      enter("skipped", round.skipped);
      enter("missing", round.missing);
      for (const { users, error } of round.failed) fail(users, error.message);
    }
    if (job.failedReason) fail(job.data.users, job.failedReason);
  }

  /** @param {import("../jobs/worker.js").User[]} some @param {string} cause */
  function fail(some, cause) {
    enter("failed", some);
    causes.set(cause, (causes.get(cause) ?? 0) + some.length);
  }

  /** @param {keyof Counts} verdict @param {import("../jobs/worker.js").User[]} some */
  function enter(verdict, some) {
    for (const { id } of some) {
      const number = Number(id);
      if (seen[number]++ > 0) throw new Error(`User ${id} came out twice`);
      if (verdict !== verdictOf(number))
        throw new Error(`User ${id} is ${verdict}, not ${verdictOf(number)}`);
    }
    counts[verdict] += some.length;
  }

  const total = counts.passed + counts.skipped + counts.missing + counts.failed;
  if (total !== users) throw new Error(`${users} users went in, and ${total} came out`);
  return { counts, causes, stats, jobs };
}

/** @param {Parameters<typeof checkLedger>[0]} queue */
async function* jobsOf(queue) {
  for (let number = 0; ; number++) {
    const job = await queue.getJob(nameOf(number));
    if (job === undefined) return;
    yield job;
  }
}
