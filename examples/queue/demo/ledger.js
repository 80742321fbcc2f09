/** Reads all results, and says of every user from 1 up what became of it. */

import { emptyStats, mergeStats } from "filter-users";
import { nextPart } from "../jobs.js";

/** @typedef {{ passed: number, skipped: number, missing: number, failed: number }} Counts */

/**
 * Throws for a user that came out more than once, or not at all, or with another verdict than `verdictOf` says.
 *
 * @param {import("../results.js").Results} results
 * @param {number} users
 * @param {(id: number) => keyof Counts} verdictOf
 */
export async function checkLedger(results, users, verdictOf) {
  const seen = new Uint8Array(users + 1);
  /** @type {Counts} */
  const counts = { passed: 0, skipped: 0, missing: 0, failed: 0 };
  /** @type {Map<string, number>} */
  const causes = new Map();
  let stats = emptyStats();
  let later = 0;
  const names = new Set(await results.names());
  for (const name of names) {
    const result = /** @type {import("../results.js").Result} */ (await results.read(name));
    stats = mergeStats(stats, result.stats);
    enter("passed", result.passed);
    enter("skipped", result.skipped);
    enter("missing", result.missing);
    for (const { users, error } of result.failed) {
      enter("failed", users);
      causes.set(error.message, (causes.get(error.message) ?? 0) + users.length);
    }
    if (result.rest === undefined) continue;
    later += result.rest.users.length;
    if (!names.has(nextPart(name))) throw new Error(`What ${name} left to do was not done`);
  }

  /** @param {keyof Counts} verdict @param {import("../jobs.js").User[]} some */
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
  return { counts, causes, stats, later, jobs: names.size };
}
