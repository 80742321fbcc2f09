/** `/v1/log`: what the service saw; DELETE answers it a last time and starts anew. `/v1/dials`: how to make it misbehave. */

import { DIALS } from "../dials.js";

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {{ log: import("../log.js").Log, fates: import("../fate.js").Fates }} parts
 */
export function logRoutes(app, { log, fates }) {
  app.get("/v1/log", async () => log.read());
  app.delete("/v1/log", async () => {
    const counted = log.read();
    log.reset();
    fates.forget();
    return counted;
  });
  app.get("/v1/dials", async () => DIALS);
}
