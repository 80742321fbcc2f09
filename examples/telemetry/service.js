/** A service on a bad day: 40 ids are too many, user 21 is refused at first, and user 81 is slow at first. */

import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

export async function startService() {
  /** @type {Set<number>} */
  const asked = new Set();
  const server = createServer(async (request, response) => {
    const asks = /** @type {{ ids: number[] } | undefined} */ (await json(request).catch(() => undefined));
    if (!Array.isArray(asks?.ids)) return response.writeHead(400).end();
    const { ids } = asks;
    if (ids.length >= 40) return response.writeHead(413).end();
    const isFirst = !asked.has(ids[0]);
    asked.add(ids[0]);
    if (ids[0] === 21 && isFirst) return response.writeHead(503).end();
    await setTimeout(ids[0] === 81 && isFirst ? 1000 : 5);
    response.end(JSON.stringify(ids.map((id) => ({ id, currentBalance: (id * 37) % 1000 }))));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}
