/** Lets pages of any origin call the service. */

const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after, link",
};

const PREFLIGHT_HEADERS = {
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-max-age": "7200",
  vary: "access-control-request-headers",
};

/** @param {import("fastify").FastifyInstance} app */
export function allowOtherOrigins(app) {
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(HEADERS);
  });
  app.options("/v1/*", async (request, reply) => {
    const asked = request.headers["access-control-request-headers"];
    if (asked) reply.header("access-control-allow-headers", asked);
    return reply.headers(PREFLIGHT_HEADERS).code(204).send();
  });
}
