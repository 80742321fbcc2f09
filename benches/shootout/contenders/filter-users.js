import { filterUsers } from "../../../dist/index.js";
import { AT_ONCE, BATCH, ENOUGH } from "../people.js";

/** @type {import("./index.js").Contender} */
export const ours = {
  name: "filter-users",
  promises: "Every user in exactly one verdict, however the run ends.",
  async run({ users, url, signal }) {
    const { passed, missing, failed } = await filterUsers(users, {
      url: `${url}/balances`,
      batchSize: BATCH,
      concurrency: AT_ONCE,
      where: { balance: { $gt: ENOUGH } },
      rowError: { error: { $exists: true } },
      split: [413, 422],
      timeout: 1_000,
      onAbort: "partial",
      ...(signal && { signal }),
    });
    return { passed, failed: [...missing, ...failed.flatMap((failure) => failure.users)] };
  },
};
