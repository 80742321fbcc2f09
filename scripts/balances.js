/** A small balance service for the demos of recipes. Like any other it has never heard of some users. */

import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/** @typedef {{ ids: number[] }} Asks */

export async function startBalances() {
  const server = createServer(async (request, response) => {
    const asks = /** @type {Asks | undefined} */ (await json(request).catch(() => undefined));
    if (!Array.isArray(asks?.ids)) return response.writeHead(400).end();
    const known = asks.ids.filter((id) => id % 100 !== 77);
    response.end(JSON.stringify(known.map((id) => ({ id, currentBalance: (id * 37) % 1000 }))));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/v1/balances:batchGet`,
    close: () => server.close().closeAllConnections(),
  };
}
