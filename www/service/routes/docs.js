/**
 * The repository's documents as pages, under the paths that they have in it, so that their links lead on:
 * `/README.md`, `/docs/guide.md`. And the page of the API, where `npm run docs` has written it.
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Problem } from "../problem.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const API = fileURLToPath(new URL("../../api/", import.meta.url));

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Whether somebody has made it. */
export const hasApi = () => existsSync(`${API}index.html`);

/** @param {import("fastify").FastifyInstance} app which can send files */
export function docsRoutes(app) {
  app.get("/README.md", async (_request, reply) => sendDocument(reply, "README.md"));
  app.get("/docs/:name", async (request, reply) => {
    const { name } = /** @type {{ name: string }} */ (request.params);
    const path = `docs/${name}`;
    if (name === "speed.svg") return reply.sendFile(name, `${ROOT}docs`);
    if (!/^[\w-]+\.md$/.test(name) || !existsSync(ROOT + path)) return reply.callNotFound();
    return sendDocument(reply, path);
  });
  app.get("/docs/screenshots/:name", async (request, reply) => {
    const { name } = /** @type {{ name: string }} */ (request.params);
    return reply.sendFile(name, `${ROOT}docs/screenshots`);
  });
  app.get("/api", async (_request, reply) => reply.redirect("/api/"));
  app.get("/api/*", async (request, reply) => {
    if (!hasApi())
      throw new Problem(404, "There is no page of the API yet. Run npm run docs, which writes it.");
    const { "*": path } = /** @type {{ "*": string }} */ (request.params);
    return reply.sendFile(path || "index.html", API);
  });
}

/** @param {import("fastify").FastifyReply} reply @param {string} path of a Markdown file */
async function sendDocument(reply, path) {
  // Imported when first asked for: who only wants the balance service does not wait for it.
  const { renderMarkdown } = await import("../markdown.js");
  const { title, html } = renderMarkdown(await readFile(ROOT + path, "utf8"));
  return reply
    .headers({ "content-security-policy": POLICY, "x-content-type-options": "nosniff" })
    .type("text/html; charset=utf-8")
    .send(page(title, html));
}

/** @param {string} title @param {string} html */
function page(title, html) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · filter-users</title>
    <link rel="icon" href="/icon.svg">
    <link rel="stylesheet" href="/assets/style.css">
  </head>
  <body>
    <nav class="document-way" aria-label="Way back"><a href="/">Demo</a> <a href="/README.md">README</a></nav>
    <main class="document">${html}</main>
  </body>
</html>
`;
}
