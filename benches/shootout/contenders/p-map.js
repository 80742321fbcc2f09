import pMap from "p-map";
import { AT_ONCE, batchesOf } from "../people.js";
import { asking } from "./ask.js";

/** @type {import("./index.js").Contender} */
export const byPMap = {
  name: "p-map",
  promises:
    "All results in order, or an error: the first, or with `stopOnError: false` all of them; the results there are, are not told then.",
  async run({ users, url, signal }) {
    const options = { concurrency: AT_ONCE, stopOnError: false, ...(signal && { signal }) };
    const results = await pMap(batchesOf(users), asking(url, signal), options);
    return { passed: results.flat(), failed: [] };
  },
};
