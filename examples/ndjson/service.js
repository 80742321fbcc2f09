/** A balance service in a process of its own, so that its memory is not counted. Ends with the process that forked it. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const balanceOf = (/** @type {number} */ id) => (id * 37) % 1000;

export async function startService() {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: [] });
  const [port] = await once(child, "message");
  return { url: `http://127.0.0.1:${port}`, close: () => child.disconnect() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer(async (request, response) => {
    const asks = /** @type {{ ids: number[] } | undefined} */ (await json(request).catch(() => undefined));
    if (!Array.isArray(asks?.ids)) return response.writeHead(400).end();
    const { ids } = asks;
    response.end(JSON.stringify(ids.map((id) => ({ id, currentBalance: balanceOf(id) }))));
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    process.send?.(port);
  });
  process.on("disconnect", () => process.exit());
}
