/** A small balance service for the demos of recipes. */

import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/** @typedef {{ ids: number[] }} Asks */

/** @param {number} id */
const balanceOf = (id) => (id * 37) % 1000;

/** Like any other, a service has never heard of some users. @param {number} id */
const isUsual = (id) => id % 100 !== 77;

/** @param {{ knows?: (id: number) => boolean }} [options] */
export async function startBalances({ knows = isUsual } = {}) {
  const server = createServer(async (request, response) => {
    const asks = /** @type {Asks | undefined} */ (await json(request).catch(() => undefined));
    if (!Array.isArray(asks?.ids)) return response.writeHead(400).end();
    response.end(JSON.stringify(asks.ids.filter(knows).map((id) => ({ id, currentBalance: balanceOf(id) }))));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/v1/balances:batchGet`,
    close: () => server.close().closeAllConnections(),
  };
}
