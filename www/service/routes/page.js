/** The demo page, and the package as the page imports it: `/filter-users/` is the folder that npm ships. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";

const WWW = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../../pkg/", import.meta.url));
const FILES = ["page.js", "page.css", "icon.svg"];

/** @param {import("fastify").FastifyInstance} app */
export function pageRoutes(app) {
  app.register(fastifyStatic, { root: PACKAGE, prefix: "/filter-users/" });
  for (const file of FILES) app.get(`/${file}`, async (_request, reply) => reply.sendFile(file, WWW));
  app.get("/", async (_request, reply) => {
    const html = await readFile(`${WWW}index.html`, "utf8");
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
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
