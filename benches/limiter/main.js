/**
 * `node benches/limiter/main.js`: 50 calls at once to a service that answers 429 when more than 20 requests are in flight,
 * each call by itself and all with one limiter. Prints how many requests were refused, how long all took, how fair that was to each,
 * and how many users have no verdict.
 */

import Table from "cli-table3";
import fastify from "fastify";
import { createLimiter, filterUsers } from "filter-users";

const CALLS = 50;
const USERS = 500;
const MOST = 20;
/** Milliseconds that a request takes. */
const TAKES = 20;

const seen = { now: 0, refused: 0, requests: 0 };
const app = fastify();
app.post("/", async (request, reply) => {
  seen.requests++;
  if (seen.now >= MOST) {
    seen.refused++;
    return reply.code(429).header("retry-after", "1").send([]);
  }
  seen.now++;
  await new Promise((resolve) => setTimeout(resolve, TAKES));
  seen.now--;
  return /** @type {any} */ (request.body).ids.map((/** @type {number} */ id) => ({ id }));
});
await app.listen({ host: "127.0.0.1", port: 0 });
const { port } = /** @type {import("node:net").AddressInfo} */ (app.server.address());

const users = Array.from({ length: USERS }, (_, index) => ({ id: index + 1 }));

/** @param {{ limiter?: import("filter-users").Limiter }} options */
async function measure(options) {
  Object.assign(seen, { now: 0, refused: 0, requests: 0 });
  const began = performance.now();
  const call = async () => {
    const { failed } = await filterUsers(users, {
      url: `http://127.0.0.1:${port}/`,
      batchSize: 25,
      ...options,
    });
    return { took: performance.now() - began, failed: failed.flatMap((failure) => failure.users).length };
  };
  const calls = await Promise.all(Array.from({ length: CALLS }, call));
  const times = calls.map(({ took }) => took).sort((a, b) => a - b);
  const [shortest = 0, longest = 0] = [times[0], times.at(-1)];
  return [
    seen.requests,
    seen.refused,
    `${(longest / 1000).toFixed(2)} s`,
    (longest / shortest).toFixed(2),
    `${calls.reduce((sum, { failed }) => sum + failed, 0)} of ${CALLS * USERS}`,
  ];
}

const table = new Table({ head: ["", "requests", "refused", "all took", "longest ÷ shortest", "failed"] });
await measure({ limiter: createLimiter({ concurrency: MOST }) });
for (const [name, options] of /** @type {[string, object][]} */ ([
  ["each by itself", {}],
  ["concurrency: 20 for all", { limiter: createLimiter({ concurrency: MOST }) }],
  ['concurrency: "auto" for all', { limiter: createLimiter({ concurrency: "auto" }) }],
]))
  table.push([name, ...(await measure(options))]);
console.log(String(table));
await app.close();
