/**
 * `/relay?to=…`: passes a page's request on to a service of one's own, so that the page itself talks to nobody but its
 * server, and the service needs no CORS headers to be tried.
 */

import { Readable } from "node:stream";
import { Problem } from "../problem.js";

/** What a request may say of itself besides what its page names in `relay-headers`. */
const ASKED = /^(accept|accept-language|content-type)$/;
/** What a request must not say, whoever names it: it is of this connection, or of this server. */
const REFUSED =
  /^(connection|content-length|cookie|expect|host|keep-alive|origin|proxy-.*|referer|relay-headers|sec-.*|te|trailer|transfer-encoding|upgrade)$/;
/** What an answer may say. */
const ANSWERED = /^(content-type|content-language|date|link|retry-after|(x-)?ratelimit.*|x-request-id)$/;
/** Milliseconds that a service has to begin to answer. */
const PATIENCE = 60_000;

/** Says that an answer is not the service's: there was none that could be passed on. */
const FAILED = "relay-failed";

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
    scope.addHook("onRequest", async ({ headers }, reply) => {
      // Until the service has answered, all that is said is the relay's own.
      reply.header(FAILED, "true");
      refuseCrossOrigin(headers);
    });
    scope.post("/relay", relay);
  });
}

/** @param {import("fastify").FastifyRequest} request @param {import("fastify").FastifyReply} reply */
async function relay(request, reply) {
  const { to } = /** @type {Record<string, unknown>} */ (request.query);
  const left = new AbortController();
  reply.raw.once("close", () => left.abort());
  const answer = await ask(readAddress(to), {
    method: "POST",
    headers: askedWith(request.headers),
    body: /** @type {Uint8Array<ArrayBuffer>} */ (request.body),
    redirect: "manual",
    signal: AbortSignal.any([left.signal, AbortSignal.timeout(PATIENCE)]),
  });
  if (answer.status >= 300 && answer.status < 400) {
    // The page would follow it back to this server, with the user's headers, wherever it leads.
    await answer.body?.cancel();
    const { origin } = readAddress(to);
    throw new Problem(
      502,
      `${origin} redirects (status ${answer.status}), which is not followed: give the address it leads to.`,
    );
  }
  reply
    .removeHeader(FAILED)
    .code(answer.status)
    .headers(only([...answer.headers], (name) => ANSWERED.test(name)));
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
  const host = `http://${headers.host}`;
  const address = URL.canParse(host) ? new URL(host) : undefined;
  if (site !== "same-origin" || !["127.0.0.1", "localhost", "[::1]"].includes(address?.hostname ?? "")) {
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
    const { name, message, cause } = /** @type {Error} */ (error);
    if (name === "TimeoutError")
      throw new Problem(504, `${url.origin} did not answer within ${PATIENCE / 1000} s.`);
    const why = cause instanceof Error ? cause.message || /** @type {any} */ (cause).code : message;
    throw new Problem(502, `${url.origin} could not be asked: ${why}.`);
  }
}

/** @param {import("node:http").IncomingHttpHeaders} headers */
function askedWith(headers) {
  const named = String(headers["relay-headers"] ?? "")
    .toLowerCase()
    .split(/\s*,\s*/);
  const isWanted = (/** @type {string} */ name) => ASKED.test(name) || named.includes(name);
  return only(Object.entries(headers), (name) => isWanted(name) && !REFUSED.test(name));
}

/**
 * @param {[string, unknown][]} headers
 * @param {(name: string) => boolean} isWanted
 */
function only(headers, isWanted) {
  const kept = headers.filter(([name]) => isWanted(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
