import { filterUsers } from "filter-users";
import { BATCH_SIZE, IN_FLIGHT, MINIMUM } from "../data.js";

const batches = { batchSize: BATCH_SIZE, concurrency: IN_FLIGHT };

/** @type {import("./index.js").Candidate} */
export async function byCondition(users, service) {
  const where = { currentBalance: { $gt: MINIMUM } };
  return (await filterUsers(users, { ...service, ...batches, where })).passed;
}

/** @type {import("./index.js").Candidate} */
export async function byFunction(users, service) {
  /** @param {import("../data.js").Row} row */
  const where = (row) => row.currentBalance > MINIMUM;
  return (await filterUsers(users, { ...service, ...batches, where })).passed;
}
