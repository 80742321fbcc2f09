/** One run: what it is given, what happens to it, and what comes of it. Views read it, once a frame. */

import { filterUsers, partialResult } from "filter-users";
import { createAttempts } from "./attempts.js";

/** @typedef {any} User */
/** @typedef {import("filter-users").FilterResult<User, any>} Result */
/** @typedef {Record<"passed" | "skipped" | "missing" | "failed", number>} Ledger */

/**
 * @typedef {object} Run
 * @property {readonly User[]} users
 * @property {string | undefined} name by which the service counts
 * @property {Ledger} carried what an earlier run settled, of which this one asks again about the failed
 * @property {import("./attempts.js").Attempts} attempts
 * @property {Ledger} ledger
 * @property {import("filter-users").FailedBatch<User>[]} failed
 * @property {{ user: User, row: any }[]} passed those who passed, in the order in which they did
 * @property {() => Uint32Array} inputOrder where in `passed` each stands, in the order of the input
 * @property {number[]} latencies ms of every answer
 * @property {Result | undefined} result
 * @property {unknown} error
 * @property {boolean} isAborted
 * @property {() => number} elapsed
 * @property {() => void} abort
 * @property {Promise<void>} done
 */

/**
 * Shows one side of a run.
 *
 * @typedef {object} View
 * @property {(run: Run) => void} begin
 * @property {(run: Run) => void} frame
 * @property {(run: Run) => void | Promise<void>} end
 */

/**
 * @param {object} job
 * @param {readonly User[]} job.users
 * @param {import("filter-users").FilterOptions<User, any>} job.options
 * @param {string} [job.name] by which the service counts
 * @param {Run} [job.before] the run whose failed users are asked about again: what it settled stays in the ledger
 * @returns {Run}
 */
export function startRun({ users, options, name, before }) {
  const controller = new AbortController();
  const attempts = createAttempts();
  const began = performance.now();
  /** @type {Chunk[]} */
  const chunks = [];
  const carriedRows = before?.passed.length ?? 0;
  const none = { passed: 0, skipped: 0, missing: 0, failed: 0 };

  /** @type {Run} */
  const run = {
    users,
    name,
    carried: before ? settledBy(before) : none,
    attempts,
    ledger: { ...none },
    failed: [],
    passed: before ? [...before.passed] : [],
    inputOrder: () => inOrder(carriedRows, chunks),
    latencies: [],
    result: undefined,
    error: undefined,
    isAborted: false,
    elapsed: () => run.result?.stats.time.total ?? performance.now() - began,
    abort: () => controller.abort(new DOMException("Abort was pressed", "AbortError")),
    done: Promise.resolve(),
  };
  const { ledger, failed, passed, latencies } = run;

  /** @param {import("filter-users").RunEvent} event */
  function onEvent(event) {
    attempts.add(event);
    if (event.type === "answered") latencies.push(event.ms);
    if (event.type !== "settled") return;
    ledger.passed += event.passed;
    ledger.skipped += event.skipped;
    ledger.missing += event.missing;
    ledger.failed += event.failed;
  }

  /** @param {import("filter-users").BatchResult<User, any>} batch */
  function onBatch(batch) {
    chunks.push({ batch: batch.batch, from: passed.length, length: batch.passed.length });
    for (const user of batch.passed) passed.push({ user, row: batch.rows?.get(user) });
    failed.push(...batch.failed);
  }

  const { signal } = controller;
  run.done = filterUsers(users, {
    ...options,
    keepRows: true,
    signal,
    onAbort: "partial",
    onEvent,
    onBatch,
  })
    .catch((error) => {
      run.error = error;
      return partialResult(error);
    })
    .then((result) => {
      run.isAborted = signal.aborted;
      attempts.stop(performance.now() - began);
      if (!result) return;
      run.result = result;
      const { total: _, ...settled } = result.stats.users;
      Object.assign(ledger, settled);
      failed.splice(0, failed.length, ...result.failed);
    });
  return run;
}

/**
 * Batches settle in any order; within one, users are in theirs.
 *
 * @typedef {{ batch: number, from: number, length: number }} Chunk
 * @param {number} carried how many an earlier run left at the beginning
 * @param {Chunk[]} chunks
 */
function inOrder(carried, chunks) {
  const sorted = [{ batch: -1, from: 0, length: carried }, ...chunks].sort((a, b) => a.batch - b.batch);
  const order = new Uint32Array(sorted.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { from, length } of sorted)
    for (let index = 0; index < length; index++) order[at++] = from + index;
  return order;
}

/** What stays settled when its failed users are asked about again. @param {Run} run @returns {Ledger} */
function settledBy({ ledger, carried }) {
  return {
    passed: ledger.passed + carried.passed,
    skipped: ledger.skipped + carried.skipped,
    missing: ledger.missing + carried.missing,
    failed: 0,
  };
}
