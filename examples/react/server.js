/** Serves the app, and the balance service that it asks. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** @typedef {(ids: number[], response: import("node:http").ServerResponse) => unknown} Answer */

export const balancesOf = (/** @type {number[]} */ ids) =>
  JSON.stringify(ids.filter((id) => id % 100 !== 77).map((id) => ({ id, currentBalance: (id * 37) % 1000 })));

/** Slowly, so that there is progress to be seen. */
const answerSlowly = /** @type {Answer} */ (
  async (ids, response) => {
    await setTimeout(300 + Math.random() * 2000);
    response.end(balancesOf(ids));
  }
);

export async function startServer(/** @type {Answer} */ answer = answerSlowly) {
  const server = createServer(async (request, response) => {
    if (request.url === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8").end(readFileSync(`${FOLDER}index.html`));
    } else if (request.url === "/app.js") {
      response.setHeader("content-type", "text/javascript; charset=utf-8").end(await bundle());
    } else if (request.url === "/balances") {
      const ids = await idsIn(request);
      if (Array.isArray(ids)) await answer(ids, response);
      else response.writeHead(400).end();
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}

/** What is asked about; nothing, where that is no JSON, or the page has left before it had said so. @param {import("node:http").IncomingMessage} request */
async function idsIn(request) {
  const asks = /** @type {{ ids: number[] } | undefined} */ (await json(request).catch(() => undefined));
  return asks?.ids;
}

/** In React's development build, since in the other one StrictMode does nothing. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [`${FOLDER}app.jsx`],
    bundle: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    write: false,
  });
  return outputFiles[0].contents;
}
