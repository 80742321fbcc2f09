import { emptyStats } from "../stats.js";

/** @typedef {import("../index.js").BatchResult<any, any>} BatchResult */

/**
 * What settled batches come to, in the order of the input.
 *
 * @param {BatchResult[]} batches
 * @param {boolean} hasRows
 * @param {any} stats the run's figures, unless they were lost with its engine
 */
export function collect(batches, hasRows, stats) {
  batches.sort((a, b) => a.batch - b.batch);
  const lists = {
    passed: join(batches.map(({ passed }) => passed)),
    skipped: join(batches.map(({ skipped }) => skipped)),
    missing: join(batches.map(({ missing }) => missing)),
    failed: join(batches.map(({ failed }) => failed)),
  };
  const rows = hasRows ? { rows: gather(batches.flatMap((batch) => batch.rows ?? [])) } : {};
  const { passed, skipped, missing, failed } = lists;
  return { passed, skipped, missing, failed, ...rows, stats: stats ?? countUsers(lists, batches) };
}

/** More arguments than that may not find room on the stack. */
const AT_ONCE = 1_000;

/**
 * By `concat`, which copies lists as they lie in memory: less than half the time of a loop over what is in them, and
 * `flat` takes a multiple of that.
 *
 * @param {readonly any[][]} lists
 * @returns {any[]}
 */
function join(lists) {
  if (lists.length <= AT_ONCE) return /** @type {any[]} */ ([]).concat(...lists);
  const joined = [];
  for (let start = 0; start < lists.length; start += AT_ONCE)
    joined.push(join(lists.slice(start, start + AT_ONCE)));
  return join(joined);
}

/** @param {Map<unknown, unknown>[]} maps */
export function gather(maps) {
  const rows = new Map();
  for (const map of maps) for (const [user, row] of map) rows.set(user, row);
  return rows;
}

/**
 * The figures of a run whose engine took its own with it: users and batches, counted anew.
 *
 * @param {{ passed: unknown[], skipped: unknown[], missing: unknown[], failed: { users: unknown[] }[] }} lists
 * @param {BatchResult[]} batches
 */
function countUsers(lists, batches) {
  const stats = emptyStats();
  const failed = lists.failed.reduce((sum, { users }) => sum + users.length, 0);
  const [passed, skipped, missing] = [lists.passed.length, lists.skipped.length, lists.missing.length];
  stats.users = { total: passed + skipped + missing + failed, passed, skipped, missing, failed };
  stats.complete = false;
  stats.batches = {
    total: batches.length,
    failed: batches.filter((batch) => batch.failed.length > 0).length,
    split: 0,
    size: 0,
  };
  return stats;
}
