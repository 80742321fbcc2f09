/**
 * `/v1/log`: what the service saw, `?run=…` of one run; DELETE answers it a last time and starts anew.
 * `/v1/dials`: how to make it misbehave.
 */

import { DIALS } from "../dials.js";

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {{ log: import("../log.js").Log, faults: import("../faults.js").Faults, runs: import("../runs.js").Runs }} parts
 */
export function logRoutes(app, { log, faults, runs }) {
  /** @param {unknown} query */
  const asked = (query) => {
    const { run } = /** @type {Record<string, unknown>} */ (query);
    return run === undefined ? { log, faults } : runs.get(run);
  };
  app.get("/v1/log", async ({ query }) => asked(query).log.read());
  app.delete("/v1/log", async ({ query }) => {
    const run = asked(query);
    const counted = run.log.read();
    run.log.reset();
    run.faults.reset();
    return counted;
  });
  app.get("/v1/dials", async () => DIALS);
}
