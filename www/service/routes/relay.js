/**
 * `/relay?to=…`: passes a page's request on to a service of one's own, so that the page itself talks to nobody but its
 * server, and the service needs no CORS headers to be tried.
 */

import { Readable } from "node:stream";
import { Problem } from "../problem.js";

/** Of this connection, not of the request. */
const HOP = new Set(
  (
    "connection content-length content-encoding host keep-alive origin referer te trailer transfer-encoding upgrade " +
    "accept-encoding cookie set-cookie"
  ).split(" "),
);

const MAX_BODY = 64 * 2 ** 20;

/** @param {import("fastify").FastifyInstance} app */
export function relayRoutes(app) {
  app.register(async (scope) => {
    // The body as it came: to read and write it would round large ids.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: MAX_BODY },
      async (/** @type {unknown} */ _request, /** @type {Buffer} */ body) => body,
    );
    scope.post("/relay", { onRequest: async ({ headers }) => refuseCrossOrigin(headers) }, relay);
  });
}

/** @param {import("fastify").FastifyRequest} request @param {import("fastify").FastifyReply} reply */
async function relay(request, reply) {
  const { to } = /** @type {Record<string, unknown>} */ (request.query);
  const left = new AbortController();
  reply.raw.once("close", () => left.abort());
  const answer = await ask(readAddress(to), {
    method: "POST",
    headers: passedOn(Object.entries(request.headers)),
    body: /** @type {Uint8Array<ArrayBuffer>} */ (request.body),
    redirect: "manual",
    signal: left.signal,
  });
  reply.code(answer.status).headers(passedOn(answer.headers));
  if (!answer.body) return reply.send();
  return reply.send(Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (answer.body)));
}

/**
 * Other pages must not reach through this server what they cannot reach themselves. A browser says truly who asks; that
 * the server is asked by a name of this machine keeps out names that were pointed at it.
 *
 * @param {import("node:http").IncomingHttpHeaders} headers
 */
function refuseCrossOrigin(headers) {
  const site = headers["sec-fetch-site"];
  const name = new URL(`http://${headers.host}`).hostname;
  if (site !== "same-origin" || !["127.0.0.1", "localhost", "[::1]"].includes(name)) {
    throw new Problem(403, "Only the page of this server may have its requests passed on.");
  }
}

/** @param {unknown} to */
function readAddress(to) {
  const url = typeof to === "string" && URL.canParse(to) ? new URL(to) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol)) return url;
  throw new Problem(400, `"to" takes a whole address with http or https, not ${JSON.stringify(to)}.`);
}

/** @param {URL} url @param {RequestInit} init */
async function ask(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { message, cause } = /** @type {Error} */ (error);
    const why = cause instanceof Error ? cause.message || /** @type {any} */ (cause).code : message;
    throw new Problem(502, `${url.origin} could not be asked: ${why}.`);
  }
}

/** @param {Iterable<[string, unknown]>} headers */
function passedOn(headers) {
  const kept = [...headers].filter(([name]) => !HOP.has(name) && !/^(sec-|access-control-)/.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
