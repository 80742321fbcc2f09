import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import fastify from "fastify";

/**
 * What a page found; or why it could not so much as begin.
 *
 * @typedef {{ cases: import("../runtimes/cases.js").Case[] } | { error: string }} Report
 *
 * A page as the site serves it.
 *
 * @typedef {object} Page
 * @property {string} script
 * @property {string} [policy] its Content-Security-Policy
 */

/** Of a page, in milliseconds: it has to report by then. */
const PATIENCE = 60_000;
const TESTS = fileURLToPath(new URL("..", import.meta.url));

/**
 * A web site on loopback, with pages that report here what they found, and the scripted service on the same origin.
 *
 * @param {object} content
 * @param {Record<string, Page>} [content.pages] by name
 * @param {Record<string, string>} [content.scripts] by path
 * @param {Record<string, string>} content.folders by the path at which they are served
 * @param {Awaited<ReturnType<typeof import("../runtimes/service.js").startService>>} service
 */
export async function startSite({ pages = {}, scripts = {}, folders }, service) {
  /** @type {Map<string, (report: Report) => void>} */
  const waiting = new Map();
  const app = fastify({ forceCloseConnections: true });
  // Bodies are left to those who read them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _body, done) => done(null));

  app.all("/service/*", (request, reply) => {
    reply.hijack();
    return service.handle(request.raw, reply.raw);
  });
  app.all("/report/:id", async (request, reply) => {
    reply.header("access-control-allow-origin", "*");
    if (request.method !== "POST") return "";
    let text = "";
    for await (const chunk of request.raw.setEncoding("utf8")) text += chunk;
    waiting.get(/** @type {any} */ (request.params).id)?.(JSON.parse(text));
    return "";
  });
  for (const [name, { script, policy }] of Object.entries(pages)) {
    app.get(`/page/${name}`, (_request, reply) => {
      if (policy !== undefined) reply.header("content-security-policy", policy);
      return reply.type("text/html").send(html(script, policy === undefined));
    });
  }
  for (const [path, text] of Object.entries(scripts))
    app.get(path, (_request, reply) => reply.type("text/javascript").send(text));
  for (const [index, [prefix, root]] of Object.entries(folders).entries())
    await app.register(fastifyStatic, { root, prefix, decorateReply: index === 0, cacheControl: false });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  return {
    url,
    stop: () => app.close(),

    /**
     * Opens a page in a browser and waits for what it reports.
     *
     * @param {import("./browsers.js").Browser} browser
     * @param {string} address of this site or, if whole, of another
     * @param {string} asked the service that it is to ask
     * @returns {Promise<import("../runtimes/cases.js").Case[]>}
     */
    async visit(browser, address, asked = service.url) {
      const id = randomUUID();
      /** @type {Promise<Report>} */
      const report = new Promise((resolve) => waiting.set(id, resolve));
      /** @type {any} */
      let timer;
      const late = new Promise((_, reject) => {
        const message = `Nothing was heard of ${address} within ${PATIENCE / 1000} s`;
        timer = setTimeout(() => reject(new Error(message)), PATIENCE);
      });
      const page = new URL(address, url);
      page.searchParams.set("service", asked);
      page.searchParams.set("report", `${url}/report/${id}`);
      try {
        await Promise.race([browser.open(page.href), late]);
        const found = await Promise.race([report, late]);
        if ("error" in found) throw new Error(found.error);
        if (found.cases.length === 0) throw new Error(`${address} tried no case`);
        return found.cases;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}

/**
 * @param {string} script
 * @param {boolean} hasMap whether bare names may be used, which takes a script within the page
 */
function html(script, hasMap) {
  const map = hasMap ? `<script type="importmap">${JSON.stringify({ imports: PACKAGE })}</script>` : "";
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script src="/pages/watch.js"></script>${map}<script type="module" src="/pages/${script}"></script>`;
}

const HOME = join(TESTS, "node_modules/filter-users");

/** The package's modules by name, where the site has them: found by the rules of Node, and not by ones of our own. */
const PACKAGE = Object.fromEntries(
  ["filter-users", "filter-users/slim", "filter-users/engine.wasm"].flatMap((name) => {
    try {
      return [[name, fileURLToPath(import.meta.resolve(name)).replace(HOME, "/package")]];
    } catch (/** @type {any} */ error) {
      // The pages that need it will say so, and others do without.
      console.log(error.message);
      return [];
    }
  }),
);

/** What a site for the suite serves: the package, the suite, and the pages that try it. */
export const CONTENT = {
  folders: {
    "/package/": HOME,
    "/suite/": join(TESTS, "runtimes"),
    "/pages/": join(TESTS, "browsers/pages"),
  },
  /** For scripts which have no import map, as workers have none: what a developer would write as an address. */
  scripts: Object.fromEntries(
    Object.entries(PACKAGE).map(([name, path]) => [`/${name}.js`, `export * from ${JSON.stringify(path)};`]),
  ),
};
