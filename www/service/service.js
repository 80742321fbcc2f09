/** The balance service of the demo and of the tests, with the demo's page beside it. */

import { fileURLToPath } from "node:url";
import Fastify from "fastify";
import { allowOtherOrigins } from "./cors.js";
import { openDatabase } from "./database.js";
import { createFaults } from "./faults.js";
import { createLog } from "./log.js";
import { Problem, sendProblem } from "./problem.js";
import { balanceRoutes } from "./routes/balances.js";
import { logRoutes } from "./routes/log.js";
import { pageRoutes } from "./routes/page.js";
import { relayRoutes } from "./routes/relay.js";
import { userRoutes } from "./routes/users.js";
import { createRuns } from "./runs.js";

const DATABASE = fileURLToPath(new URL("balances.sqlite", import.meta.url));

/**
 * @param {{ database?: string, port?: number }} [options] `database` is the path of the SQLite file, filled on first
 *   use. `port` 0 takes any free one.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function createService({ database: path = DATABASE, port = 0 } = {}) {
  const database = openDatabase(path);
  const log = createLog();
  const faults = createFaults();
  const runs = createRuns();

  const app = Fastify({ forceCloseConnections: true });
  app.server.on("connection", log.socket);
  app.addHook("onClose", async () => database.close());
  readEveryBodyAsJson(app);
  answerWithProblems(app);
  allowOtherOrigins(app);
  balanceRoutes(app, { database, log, faults, runs });
  userRoutes(app, { database });
  logRoutes(app, { log, faults, runs });
  pageRoutes(app);
  relayRoutes(app);

  try {
    const url = await app.listen({ host: "127.0.0.1", port });
    return { url, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** @param {import("fastify").FastifyInstance} app */
function readEveryBodyAsJson(app) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, parseJson);
}

/** @param {unknown} _request @param {string | Buffer} body */
async function parseJson(_request, body) {
  try {
    return JSON.parse(String(body));
  } catch (error) {
    throw new Problem(400, `The body is no JSON: ${/** @type {Error} */ (error).message}.`);
  }
}

/** @param {import("fastify").FastifyInstance} app */
function answerWithProblems(app) {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new Problem(
        404,
        `There is no ${request.method} ${request.url}. There are POST /v1/balances:batchGet, GET /v1/users, ` +
          "GET and DELETE /v1/log, GET /v1/dials, and the page at GET /.",
      ),
    ),
  );
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, asProblem(error)));
}

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  const { statusCode = 500, message } = /** @type {import("fastify").FastifyError} */ (error);
  if (statusCode < 500) return new Problem(statusCode, message);
  // Who left while a body dripped is told nothing any more, and knows why it left.
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ERR_STREAM_PREMATURE_CLOSE")
    console.error(error);
  return new Problem(500, "The service itself failed. Its terminal says why.");
}
