/** The main job: which of the first 1,000 users have more than 500 € on their account? */

import assert from "node:assert/strict";
import { filterUsers } from "filter-users";
import { progressBar } from "./progress.js";

/**
 * @typedef {{ id: number, name: string, country: string, plan: string }} User
 * @typedef {{ id: number, currentBalance: number }} Row
 * @typedef {import("filter-users").FilterResult<User, Row>} Result
 */

export const MINIMUM = 500;

/** @param {string} serviceUrl @returns {Promise<Result>} */
export async function runJob(serviceUrl) {
  const reply = await fetch(`${serviceUrl}/v1/users?limit=1000`);
  const users = /** @type {User[]} */ (await reply.json());

  /** @type {Result} */
  const result = await filterUsers(users, {
    url: `${serviceUrl}/v1/balances:batchGet`,
    where: { currentBalance: { $gt: MINIMUM } },
    keepRows: true,
    onProgress: progressBar(users.length),
  });

  checkLedger(users, result);
  return result;
}

/** @param {User[]} users @param {Result} result */
function checkLedger(users, { passed, skipped, missing, failed }) {
  const verdicts = [...passed, ...skipped, ...missing, ...failed.flatMap((batch) => batch.users)];
  const judged = new Set(verdicts);
  assert.ok(
    verdicts.length === users.length && users.every((user) => judged.has(user)),
    `The ledger does not add up: ${users.length} users given in, ${verdicts.length} verdicts on ${judged.size} users.`,
  );
}
