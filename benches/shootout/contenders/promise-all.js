import { batchesOf } from "../people.js";
import { asking } from "./ask.js";

/** @type {import("./index.js").Contender} */
export const promiseAll = {
  name: "`Promise.all`",
  promises: "All results, or the first error. What the others came to is not told.",
  async run({ users, url, signal }) {
    const results = await Promise.all(batchesOf(users).map(asking(url, signal)));
    return { passed: results.flat(), failed: [] };
  },
};
