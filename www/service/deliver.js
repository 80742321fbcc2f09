/** Sends a body, cut or dripping where the dials ask for that. */

import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

const CHUNKS = 10;

/**
 * @param {import("fastify").FastifyReply} reply
 * @param {string} json
 * @param {import("./faults.js").Fault} fault
 */
export function deliver(reply, json, fault) {
  reply.type("application/json; charset=utf-8");
  if (!fault.cut && fault.drip === 0) return reply.send(json);
  const body = Buffer.from(json);
  return reply.header("content-length", body.length).send(Readable.from(chunks(body, fault)));
}

/** @param {Buffer} body @param {import("./faults.js").Fault} fault */
async function* chunks(body, { cut, drip }) {
  const size = Math.ceil(body.length / CHUNKS);
  for (let sent = 0; sent < body.length; sent += size) {
    await wait(drip / CHUNKS);
    // Fastify, having begun the answer, can only end the connection.
    if (cut && sent >= body.length / 2) throw new Error('Cut by the "cut" dial');
    yield body.subarray(sent, sent + size);
  }
}
