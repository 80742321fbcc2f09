import { batchesOf } from "../people.js";
import { asking } from "./ask.js";

/** @type {import("./index.js").Contender} */
export const allSettled = {
  name: "`Promise.allSettled`",
  promises: "What each promise came to. Which users that is about is the caller's to know.",
  async run({ users, url, signal }) {
    const batches = batchesOf(users);
    const results = await Promise.allSettled(batches.map(asking(url, signal)));
    const passed = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    const failed = batches.filter((_, index) => results[index]?.status === "rejected").flat();
    return { passed, failed };
  },
};
