import { PromisePool } from "@supercharge/promise-pool";
import { AT_ONCE, batchesOf } from "../people.js";
import { asking } from "./ask.js";

/** @type {import("./index.js").Contender} */
export const promisePool = {
  name: "promise-pool",
  promises: "The results there are, and the errors, each with the item that it is of.",
  async run({ users, url, signal }) {
    const pool = PromisePool.withConcurrency(AT_ONCE).for(batchesOf(users));
    const { results, errors } = await pool.process(asking(url, signal));
    return { passed: results.flat(), failed: errors.flatMap(({ item }) => item) };
  },
};
