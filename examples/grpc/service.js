/** A balance service that speaks gRPC, gRPC-Web and Connect on one port, and serves the page beside them. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { fileURLToPath } from "node:url";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { build } from "esbuild";
import { generate } from "selfsigned";
import { BalanceService } from "./gen/balances/v1/balances_pb.js";

/**
 * @typedef {import("@connectrpc/connect").ServiceImpl<typeof BalanceService>["batchGetBalances"]} Handler
 */

/** Accounts whose ids end in 77 do not exist. @type {Handler} */
export function balancesOf({ ids }) {
  const known = ids.filter((id) => id % 100n !== 77n);
  return { balances: known.map((id) => ({ id, currentBalance: Number((id * 37n) % 1000n) })) };
}

/** @param {Handler} [batchGetBalances] */
export async function startService(batchGetBalances = balancesOf) {
  const { private: key, cert } = await certificate();
  const routes = (/** @type {import("@connectrpc/connect").ConnectRouter} */ router) =>
    void router.service(BalanceService, { batchGetBalances });
  // Browsers speak HTTP/2 only over TLS; `allowHTTP1` is for what speaks none, such as `fetch` in Node.
  const server = createSecureServer(
    { key, cert, allowHTTP1: true },
    connectNodeAdapter({ routes, fallback: page }),
  );
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `https://localhost:${port}`,
    /** For clients that are to trust this service, and nobody else. */
    cert,
    /** Loses every connection. */
    disconnect() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      this.disconnect();
    },
  };
}

/** Made anew at every start, for this machine only. */
function certificate() {
  return generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
}

const FOLDER = fileURLToPath(new URL("page/", import.meta.url));

/** @typedef {Parameters<NonNullable<import("@connectrpc/connect-node").ConnectNodeAdapterOptions["fallback"]>>} Http */

/** Answers what is no call. @param {Http[0]} request @param {Http[1]} response */
async function page({ url }, response) {
  if (url === "/") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(readFileSync(`${FOLDER}index.html`));
  } else if (url === "/main.js") {
    response.setHeader("content-type", "text/javascript; charset=utf-8");
    response.end(await bundle());
  } else {
    response.statusCode = 404;
    response.end();
  }
}

async function bundle() {
  const entryPoints = [`${FOLDER}main.js`];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
  return outputFiles[0].contents;
}
