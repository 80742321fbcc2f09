import { Client } from "@elastic/elasticsearch";
import { AT_ONCE, BATCH, ENOUGH } from "../people.js";

/** @typedef {import("../people.js").User} User */

/** @type {import("./index.js").Contender} */
export const bulk = {
  name: "Elasticsearch's bulk helper",
  promises:
    "What was done and what was dropped, document by document, where each has its item in the reply; a request that fails for good ends all.",
  async run({ users, url, signal }) {
    const client = new Client({ node: url });
    /** @type {User[]} */
    const passed = [];
    /** @type {User[]} */
    const failed = [];
    const line = 2 * JSON.stringify({ index: { _id: "100" } }).length + 1;
    const running = client.helpers.bulk({
      datasource: users,
      // It cuts batches by bytes, not by documents.
      flushBytes: (line * BATCH) / 2,
      concurrency: AT_ONCE,
      wait: 100,
      onDocument: ({ id }) => ({ index: { _index: "users", _id: `${id}` } }),
      onDrop: ({ document }) => void failed.push(document),
      onSuccess: ({ result, document }) => {
        const row = /** @type {any} */ (result.index);
        if (row.balance > ENOUGH) passed.push(/** @type {User} */ (document));
      },
    });
    signal?.addEventListener("abort", () => running.abort());
    await running;
    return { passed, failed };
  },
};
