/** The demo page, and the package as the page imports it: `/filter-users/` is the folder that npm ships. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { constants } from "node:zlib";
import fastifyCompress from "@fastify/compress";
import fastifyStatic from "@fastify/static";
import { docsRoutes, hasApi } from "./docs.js";

const WWW = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../../dist/", import.meta.url));
/** Nearly as small as can be, in milliseconds: what is asked for is packed anew each time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };

/** @param {import("fastify").FastifyInstance} app */
export function pageRoutes(app) {
  app.register(async (scope) => {
    // What pages consist of travels compressed, as from any server; what the balance service answers does not.
    await scope.register(fastifyCompress, { encodings: ["br", "gzip"], brotliOptions: BROTLI });
    await scope.register(fastifyStatic, { root: PACKAGE, prefix: "/filter-users/" });
    scope.get("/icon.svg", async (_request, reply) => reply.sendFile("icon.svg", WWW));
    assetRoutes(scope);
    mainRoute(scope);
    docsRoutes(scope);
  });
}

/** @param {import("fastify").FastifyInstance} app */
function mainRoute(app) {
  app.get("/", async (_request, reply) => {
    const source = await readFile(`${WWW}index.html`, "utf8");
    const html = hasApi() ? source.replace('<a id="api-link" hidden', '<a id="api-link"') : source;
    return reply
      .headers({
        "content-security-policy": contentSecurityPolicy(html),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      })
      .type("text/html; charset=utf-8")
      .send(html);
  });
}

/**
 * Bundled when first asked for: who only wants the balance service does not wait for it.
 *
 * @param {import("fastify").FastifyInstance} app
 */
function assetRoutes(app) {
  /** @type {Promise<Map<string, Uint8Array>> | undefined} */
  let bundled;
  app.get("/assets/:name", async (request, reply) => {
    bundled ??= import("../bundle.js").then(({ bundlePage }) => bundlePage());
    const { name } = /** @type {{ name: string }} */ (request.params);
    const contents = (await bundled).get(name);
    if (!contents) return reply.callNotFound();
    const type = name.endsWith(".css") ? TYPES.css : TYPES.js;
    return reply.type(type).header("cache-control", "no-cache").send(Buffer.from(contents));
  });
}

/**
 * The import map is the one inline script: a browser takes it from no file, so it is let in by its hash.
 *
 * @param {string} html
 */
function contentSecurityPolicy(html) {
  const [, importMap = ""] = /<script type="importmap">(.*?)<\/script>/s.exec(html) ?? [];
  const hash = createHash("sha256").update(importMap).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
