import fastify from "fastify";
import { balanceOf } from "./people.js";

/**
 * A service that knows balances, asked by `POST /balances` with ids, and by `POST /_bulk` as Elasticsearch is.
 *
 * @param {import("./faults.js").Fault} fault
 */
export async function serve(fault) {
  const seen = new Map();
  const app = fastify({ forceCloseConnections: true });
  const state = { requests: 0, answered: 0, onAnswered: (/** @type {number} */ _count) => {} };
  app.addContentTypeParser(
    ["application/x-ndjson", "application/vnd.elasticsearch+x-ndjson", "application/vnd.elasticsearch+json"],
    { parseAs: "string" },
    (_, body, done) => done(null, body),
  );

  /**
   * @param {number[]} ids
   * @param {import("fastify").FastifyReply} reply
   * @param {(rows: (Row | null | undefined)[]) => unknown} bodyOf
   */
  function answer(ids, reply, bodyOf) {
    const number = ++state.requests;
    const outcome = fault.service?.({ number, ids, seen }) ?? {};
    if (outcome.never) return;
    if (outcome.hangUp) return reply.raw.socket?.destroy();
    const body = JSON.stringify(bodyOf(ids.map((id) => rowOf(id, outcome))));
    const type = outcome.html ? "text/html" : "application/json";
    if (outcome.cut) {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) });
      reply.raw.write(body.slice(0, body.length / 2), () => reply.raw.socket?.destroy());
      return;
    }
    reply.code(outcome.status ?? 200).headers({ "x-elastic-product": "Elasticsearch", ...outcome.headers });
    reply.type(type).send(outcome.status ? '{"error":"no"}' : outcome.html ? "<html>Log in</html>" : body);
    state.onAnswered(++state.answered);
  }

  app.post("/balances", (request, reply) => {
    const { ids } = /** @type {{ ids: number[] }} */ (request.body);
    answer([...new Set(ids)], reply, (rows) => rows.filter((row) => row !== undefined));
  });
  app.post("/_bulk", (request, reply) => {
    const lines = String(request.body).trim().split("\n");
    const ids = lines.filter((_, line) => line % 2 === 0).map((line) => Number(JSON.parse(line).index._id));
    answer(ids, reply, (rows) => {
      const items = rows
        .filter((row) => row !== undefined)
        .map((row) => row && { index: { ...row, _id: `${row.id}`, status: "error" in row ? 503 : 200 } });
      return { took: 1, errors: items.some((item) => item?.index.status !== 200), items };
    });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = /** @type {import("node:net").AddressInfo} */ (app.server.address());
  return { url: `http://127.0.0.1:${port}`, state, close: () => app.close() };
}

/**
 * The row of a user; undefined where it is left out.
 *
 * @typedef {{ id: number, balance: number } | { id: number, error: string }} Row
 *
 * @param {number} id
 * @param {import("./faults.js").Rows} outcome
 * @returns {Row | null | undefined}
 */
function rowOf(id, { without, failing, empty }) {
  if (without?.includes(id)) return undefined;
  if (empty?.includes(id)) return null;
  return failing?.includes(id) ? { id, error: "backend timeout" } : { id, balance: balanceOf(id) };
}
