import { readFileSync } from "node:fs";
import { join } from "node:path";
import { find } from "../../scripts/tools.js";
import { start } from "../browsers/drive/chromium.js";
import { startSite } from "../browsers/site.js";
import { install } from "../install.js";
import { missing, report, row } from "../report.js";
import { startService } from "../runtimes/service.js";
import { weighAlone } from "./alone.js";
import { consumers } from "./consumers.js";
import { enginesIn, hasFileIn } from "./engines.js";
import { lay, run, serve } from "./project.js";

/** Built at once. */
const WORKERS = 2;

const hasBundlers = install(import.meta.dirname, "bundlers, 520 MB");
if (hasBundlers) weighAlone();
const program = hasBundlers ? find("chromium") : undefined;
const service = await startService();
/** @type {import("../report.js").Row[][]} */
const rows = [];
const left = [...consumers.entries()];
await Promise.all(Array.from({ length: WORKERS }, work));
service.stop();
report("bundlers", rows.flat());

async function work() {
  const browser = program && (await start(program));
  for (let next = left.shift(); next; next = left.shift()) {
    const [index, consumer] = next;
    rows[index] = await rowsOf(consumer, String(index), browser || undefined);
  }
  if (browser) await browser.close();
}

/**
 * @param {import("./consumers.js").Consumer} consumer
 * @param {string} id
 * @param {import("../browsers/browsers.js").Browser | undefined} browser
 */
async function rowsOf(consumer, id, browser) {
  const { name, ways } = consumer;
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, "package-lock.json"), "utf8"));
  const { version } = packages[`node_modules/${consumer.package}`];
  /** @param {string} way */
  const head = (way) => ({ name, way, version, from: /** @type {const} */ ("lock") });
  if (browser === undefined) return ways.map(({ way }) => missing(head(way)));
  const folder = lay(consumer, id);
  const served = consume(consumer, folder);
  const found = [];
  for (const way of ways)
    found.push(
      await row(head(way.way), async () => ({ cases: await casesOf(way, await served, folder, browser) })),
    );
  // Of what is not served there is nothing to stop, and its rows say why.
  const stop = await served.then(
    ({ stop }) => stop,
    () => undefined,
  );
  await stop?.();
  return found;
}

/**
 * Builds and serves it.
 *
 * @param {import("./consumers.js").Consumer} consumer
 * @param {string} folder
 */
async function consume(consumer, folder) {
  for (const command of consumer.build ?? []) await run(folder, command);
  const folders = { "/": join(folder, consumer.root ?? "") };
  const site = await startSite({ folders: consumer.serve ? {} : folders }, service);
  const server = consumer.serve ? await serve(folder, consumer.serve) : { url: site.url, stop() {} };
  return {
    site,
    url: server.url,
    async stop() {
      await server.stop();
      await site.stop();
    },
  };
}

/**
 * @param {import("./consumers.js").Way} way
 * @param {Awaited<ReturnType<typeof consume>>} served
 * @param {string} folder
 * @param {import("../browsers/browsers.js").Browser} browser
 * @returns {Promise<import("../runtimes/cases.js").Case[]>}
 */
async function casesOf(way, { site, url }, folder, browser) {
  const { output, answers, runs, engines = 1, isCompiled } = way;
  let cases;
  if (answers)
    cases = await (await fetch(`${url}${answers}?${new URLSearchParams({ service: service.url })}`)).json();
  else if (runs) ({ cases } = JSON.parse(await run(folder, [...runs, service.url])));
  else cases = await site.visit(browser, `${url}/`);
  const count = enginesIn(join(folder, output));
  const name = "no engine twice";
  const error = `There should be ${engines} engines in ${output}, and there are ${count}`;
  // `next start` would compile one that is a string, and those who deploy it do not.
  if (isCompiled && !hasFileIn(join(folder, output)))
    return [...cases, { name, ok: false, error: "It is no file that can be compiled before it is run" }];
  return [...cases, count === engines ? { name, ok: true } : { name, ok: false, error }];
}
