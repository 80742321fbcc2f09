/** `GET /v1/users`: the users, page by page. */

import { Problem } from "../problem.js";

const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 100_000;

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {{ database: import("../database.js").BalanceDatabase }} parts
 */
export function userRoutes(app, { database }) {
  app.get("/v1/users", async (request, reply) => {
    const query = /** @type {Record<string, unknown>} */ (request.query);
    const limit = readNumber(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    const after = readNumber(query, "after", 0, 0, Number.MAX_SAFE_INTEGER);
    const users = database.users(after, limit);
    const last = users.at(-1);
    if (last && users.length === limit) {
      reply.header("link", `</v1/users?limit=${limit}&after=${last.id}>; rel="next"`);
    }
    return users;
  });
}

/**
 * @param {Record<string, unknown>} query
 * @param {string} name
 * @param {number} fallback
 * @param {number} min
 * @param {number} max
 */
function readNumber(query, name, fallback, min, max) {
  const text = query[name];
  if (text === undefined) return fallback;
  const value = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Problem(
    400,
    `"${name}" takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`,
  );
}
