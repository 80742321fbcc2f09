/** Sends a body as its fate will have it. */

import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

const PIECES = 10;

/**
 * @param {import("fastify").FastifyReply} reply
 * @param {string} json
 * @param {import("./fate.js").Fate} fate
 */
export function deliver(reply, json, fate) {
  reply.type("application/json; charset=utf-8");
  if (!fate.cut && fate.drip === 0) return reply.send(json);
  const body = Buffer.from(json);
  return reply.header("content-length", body.length).send(Readable.from(pieces(body, fate)));
}

/** @param {Buffer} body @param {import("./fate.js").Fate} fate */
async function* pieces(body, { cut, drip }) {
  const size = Math.ceil(body.length / PIECES);
  for (let sent = 0; sent < body.length; sent += size) {
    await wait(drip / PIECES);
    // Fastify, having begun the answer, can only end the connection.
    if (cut && sent >= body.length / 2) throw new Error('Cut by the "cut" dial');
    yield body.subarray(sent, sent + size);
  }
}
