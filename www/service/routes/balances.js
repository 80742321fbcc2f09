/** `POST /v1/balances:batchGet`: what the accounts of up to 1,000 users hold. */

import { setTimeout as wait } from "node:timers/promises";
import { FIELDS } from "../database.js";
import { deliver } from "../deliver.js";
import { readDials } from "../dials.js";
import { Problem } from "../problem.js";

const MAX_IDS = 1_000;

/** @type {import("../database.js").Field[]} */
const DEFAULT_FIELDS = ["id", "currentBalance", "currency", "plan", "country", "updatedAt"];

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {{ database: import("../database.js").BalanceDatabase, log: import("../log.js").Log, faults: import("../faults.js").Faults, runs: import("../runs.js").Runs }} parts
 */
export function balanceRoutes(app, { database, log, faults, runs }) {
  /** @param {unknown} query */
  const runOf = (query) => {
    const { run } = /** @type {Record<string, unknown>} */ (query);
    return run === undefined ? undefined : runs.get(run);
  };
  // Fastify reads the doubled colon as a plain one.
  app.post("/v1/balances::batchGet", {
    onRequest: async ({ query }, reply) => {
      log.request(reply.raw);
      runOf(query)?.log.request(reply.raw);
    },
    handler: async (request, reply) => {
      const { fields, run: _, ...query } = /** @type {Record<string, unknown>} */ (request.query);
      const run = runOf(request.query);
      const columns = readFields(fields);
      const dials = readDials(query, request.headers);
      // Whose row is an error, or left out, goes by its id.
      const isSpoiled = dials["row-errors"] !== undefined || dials.unprocessed !== undefined;
      if (isSpoiled && !columns.includes("id"))
        throw new Problem(400, 'These dials need "id" among the "fields".');
      const ids = readIds(request.body);
      log.asked(ids.length);
      run?.log.asked(ids.length);

      const fault = (run?.faults ?? faults).decide(dials, ids);
      if (!(await waitsFor(reply, fault.delay))) return reply.hijack();
      if (fault.refusal) throw fault.refusal;
      return deliver(reply, JSON.stringify(fault.spoil(database.balances(ids, columns))), fault);
    },
  });
}

/**
 * Resolves after `delay`, or at once with `false` if the client goes away before.
 *
 * @param {import("fastify").FastifyReply} reply
 * @param {number} delay
 */
async function waitsFor({ raw }, delay) {
  const controller = new AbortController();
  const leave = () => controller.abort();
  raw.once("close", leave);
  try {
    if (delay > 0) await wait(delay, undefined, { signal: controller.signal });
    return true;
  } catch {
    return false;
  } finally {
    raw.off("close", leave);
  }
}

/** @param {unknown} fields @returns {readonly import("../database.js").Field[]} */
function readFields(fields) {
  if (fields === undefined) return DEFAULT_FIELDS;
  if (fields === "all") return FIELDS;
  const names = String(fields).split(",");
  const known = FIELDS.filter((field) => names.includes(field));
  if (known.length < names.length) {
    throw new Problem(
      400,
      `"fields" takes all, or different names of ${FIELDS.join(",")}, with commas between them; not "${fields}".`,
    );
  }
  return known;
}

/** @param {unknown} body @returns {number[]} */
function readIds(body) {
  const ids = body instanceof Object && "ids" in body ? body.ids : undefined;
  if (!Array.isArray(ids)) {
    throw new Problem(400, 'The body has no list of ids. Send {"ids":[1,2,3]}.');
  }
  if (ids.length > MAX_IDS) {
    throw new Problem(413, `${ids.length} ids are too many for one request. Send at most ${MAX_IDS}.`, {
      members: { limit: MAX_IDS },
    });
  }
  const wrong = ids.findIndex((id) => !isId(id));
  if (wrong >= 0) {
    const id = JSON.stringify(ids[wrong]);
    throw new Problem(422, `${id} (at ids[${wrong}]) is no id. Ids are positive whole numbers.`, {
      members: { id: ids[wrong] },
    });
  }
  return ids.map(Number);
}

/** @param {unknown} id */
function isId(id) {
  return typeof id === "string" ? /^0*[1-9]\d*$/.test(id) : Number.isInteger(id) && Number(id) > 0;
}
