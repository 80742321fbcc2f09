import pMap from "p-map";
import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { ask, judge } from "./by-fetch.js";

/** The peer: the usual package for this, as its README advises. @type {import("./index.js").Candidate} */
export async function byPMap(users, service) {
  const passed = await pMap(
    chunk(users, BATCH_SIZE),
    async (batch) => judge(batch, await (await ask(batch, service)).json()),
    { concurrency: IN_FLIGHT },
  );
  return passed.flat();
}
