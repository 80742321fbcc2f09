import pMap from "p-map";
import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { ask } from "./by-fetch.js";

/** The least there is to do: the same requests, the replies read and dropped. @type {import("./index.js").Candidate} */
export async function floor(users, service) {
  await pMap(
    chunk(users, BATCH_SIZE),
    async (batch) => {
      await (await ask(batch, service)).arrayBuffer();
    },
    { concurrency: IN_FLIGHT },
  );
  return [];
}
