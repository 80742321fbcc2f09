/** By undici, in place of `fetch`: this package's transport, and what people write with undici's own `request`. */

import { fetch } from "filter-users/undici";
import pMap from "p-map";
import { request } from "undici";
import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { judge } from "./by-fetch.js";
import { byCondition } from "./filter-users.js";
import { floor } from "./floor.js";

/** @type {import("./index.js").Candidate} */
export const byTransport = (users, service) => byCondition(users, { ...service, fetch });

/** The same requests, the replies read and dropped. @type {import("./index.js").Candidate} */
export const transportFloor = (users, service) => floor(users, { ...service, fetch });

/** By hand, as undici's README has it. @type {import("./index.js").Candidate} */
export async function byRequest(users, { url }) {
  const passed = await pMap(
    chunk(users, BATCH_SIZE),
    async (batch) => {
      const { statusCode, body } = await request(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ids: batch.map((user) => user.id) }),
      });
      if (statusCode !== 200) throw new Error(`The service answered ${statusCode}`);
      return judge(batch, JSON.parse(await body.text()));
    },
    { concurrency: IN_FLIGHT },
  );
  return passed.flat();
}
