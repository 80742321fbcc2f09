import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startSite } from "../browsers/site.js";
import { missing, row } from "../report.js";
import { enginesIn, hasFileIn } from "./engines.js";
import { run, serve } from "./project.js";

/**
 * A project of a few lines that uses the package, and what is made of it.
 *
 * @typedef {object} Consumer
 * @property {string} name of what builds it
 * @property {string} package that brings that, of which the version is told
 * @property {string[][]} [build] programs with their arguments that build it, one after the other
 * @property {string[]} [serve] program and arguments that serve it; otherwise files are served. The port is in the environment, and
 *   comes last where the last argument asks for it
 * @property {string} [root] of the files that are served
 * @property {Record<string, string>} [env] that it is built and served in, besides
 * @property {Way[]} ways
 *
 * @typedef {object} Way
 * @property {string} way
 * @property {string} output folder of what was bundled, or the list of its files that the bundler made
 * @property {string} [answers] path that answers what was found
 * @property {string[]} [runs] program and arguments, but for the service, that writes what was found; otherwise a page is opened, which
 *   reports it
 * @property {string} [page] path of that page
 * @property {number} [engines] in the output, if not one
 * @property {boolean} [isCompiled] before it is run, since nothing may be while it runs
 *
 * @typedef {import("../browsers/browsers.js").Browser} Browser
 *
 * @typedef {object} Place
 * @property {string} folder of the project
 * @property {string} home in whose `node_modules` the programs are
 * @property {string} [node] that runs them, if not this one
 */

/**
 * A row for each way.
 *
 * @param {Consumer} consumer
 * @param {() => Place} lay lays the project, if there is something to try it with
 * @param {string} lock that has the version
 * @param {Awaited<ReturnType<typeof import("../runtimes/service.js").startService>>} service
 * @param {Browser | undefined} browser
 */
export async function rowsOf(consumer, lay, lock, service, browser) {
  const { name, ways } = consumer;
  const { packages } = JSON.parse(readFileSync(lock, "utf8"));
  const { version } = packages[`node_modules/${consumer.package}`];
  /** @param {string} way */
  const head = (way) => ({ name, way, version, from: /** @type {const} */ ("lock") });
  if (browser === undefined) return ways.map(({ way }) => missing(head(way)));
  const place = lay();
  const served = consume(consumer, place, service);
  const found = [];
  for (const way of ways)
    found.push(
      await row(head(way.way), async () => ({
        cases: await casesOf(way, await served, place, service, browser),
      })),
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
 * @param {Consumer} consumer
 * @param {Place} place
 * @param {Awaited<ReturnType<typeof import("../runtimes/service.js").startService>>} service
 */
async function consume(consumer, place, service) {
  for (const command of consumer.build ?? []) await run(place, command, consumer.env);
  const folders = { "/": join(place.folder, consumer.root ?? "") };
  const site = await startSite({ folders: consumer.serve ? {} : folders }, service);
  const server = consumer.serve
    ? await serve(place, consumer.serve, consumer.env)
    : { url: site.url, stop() {} };
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
 * @param {Way} way
 * @param {Awaited<ReturnType<typeof consume>>} served
 * @param {Place} place
 * @param {{ url: string }} service
 * @param {Browser} browser
 * @returns {Promise<import("../runtimes/cases.js").Case[]>}
 */
async function casesOf(way, { site, url }, place, service, browser) {
  const { output, answers, runs, page = "/", engines = 1, isCompiled } = way;
  let cases;
  if (answers)
    cases = await (await fetch(`${url}${answers}?${new URLSearchParams({ service: service.url })}`)).json();
  else if (runs) ({ cases } = JSON.parse(await run(place, [...runs, service.url])));
  else cases = await site.visit(browser, `${url}${page}`);
  const count = enginesIn(join(place.folder, output));
  const name = "no engine twice";
  const error = `There should be ${engines} engines in ${output}, and there are ${count}`;
  // `next start` would compile one that is a string, and those who deploy it do not.
  if (isCompiled && !hasFileIn(join(place.folder, output)))
    return [...cases, { name, ok: false, error: "It is no file that can be compiled before it is run" }];
  return [...cases, count === engines ? { name, ok: true } : { name, ok: false, error }];
}
