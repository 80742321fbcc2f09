/** A balance service that answers within 20 ms, can fail, and counts how often it is asked. */

import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

export const FILTER = { where: { currentBalance: { $gt: 500 } }, split: [422] };

/** What a user has to become. @param {number} id @returns {"passed" | "skipped" | "missing" | "failed"} */
export function verdictOf(id) {
  if (isRefused(id)) return "failed";
  if (!hasAccount(id)) return "missing";
  return balanceOf(id) > 500 ? "passed" : "skipped";
}

/** Some users it refuses, and with them whoever is asked about in the same request. @param {number} id */
export const isRefused = (id) => id % 10_007 === 0;

/** @param {number[]} ids */
export const rowsOf = (ids) => ids.filter(hasAccount).map((id) => ({ id, currentBalance: balanceOf(id) }));

const hasAccount = (/** @type {number} */ id) => id % 101 !== 0;
const balanceOf = (/** @type {number} */ id) => (id * 37) % 1000;

export async function startService({ latency = 20 } = {}) {
  /** When it was asked, in ms. @type {number[]} */
  const asked = [];
  const service = { url: "", asked, isFailing: false, close };
  const server = createServer(async (request, response) => {
    asked.push(performance.now());
    const asks = /** @type {{ ids: number[] } | undefined} */ (await json(request).catch(() => undefined));
    if (!Array.isArray(asks?.ids)) return response.writeHead(400).end();
    const { ids } = asks;
    await setTimeout(latency);
    if (service.isFailing) response.writeHead(503).end();
    else if (ids.some(isRefused)) response.writeHead(422).end();
    else response.end(JSON.stringify(rowsOf(ids)));
  });
  function close() {
    server.close().closeAllConnections();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  service.url = `http://127.0.0.1:${port}`;
  return service;
}

/** The most of these times that lie within a window of `per` ms. @param {number[]} times in ascending order @param {number} per */
export function mostIn(times, per) {
  let most = 0;
  let first = 0;
  for (const [last, time] of times.entries()) {
    while (time - times[first] >= per) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
