import PQueue from "p-queue";
import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { ask, judge } from "./by-fetch.js";

/** The other usual package, as its README advises. @type {import("./index.js").Candidate} */
export async function byPQueue(users, service) {
  const queue = new PQueue({ concurrency: IN_FLIGHT });
  const tasks = chunk(users, BATCH_SIZE).map(
    (batch) => async () => judge(batch, await (await ask(batch, service)).json()),
  );
  return (await queue.addAll(tasks)).flat();
}
