/** What pages consist of travels compressed, as from any server; what the balance service answers does not. */

import { Readable } from "node:stream";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

const PACKED = /^(text\/|application\/(javascript|json|wasm)|image\/svg)/;

/** Nearly as small as can be, in milliseconds: what is asked for is packed anew each time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** @type {Record<string, () => import("node:stream").Transform>} in the order in which they are preferred */
const PACKERS = { br: () => createBrotliCompress(BROTLI), gzip: () => createGzip() };

/** @param {import("fastify").FastifyInstance} app all of whose answers may be compressed */
export function compressAnswers(app) {
  app.addHook("onSend", async ({ headers, method }, reply, payload) => {
    if (
      method === "HEAD" ||
      reply.statusCode !== 200 ||
      !PACKED.test(String(reply.getHeader("content-type")))
    )
      return payload;
    reply.header("vary", "accept-encoding");
    const accepted = String(headers["accept-encoding"] ?? "").split(/\s*,\s*/);
    const encoding = Object.keys(PACKERS).find((name) => accepted.includes(name));
    if (encoding === undefined) return payload;
    reply.header("content-encoding", encoding).removeHeader("content-length");
    const body =
      payload instanceof Readable ? payload : Readable.from([/** @type {string | Buffer} */ (payload)]);
    return body.pipe(PACKERS[encoding]());
  });
}
