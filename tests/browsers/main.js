import { fileURLToPath } from "node:url";
import { find } from "../../scripts/tools.js";
import { install } from "../install.js";
import { missing, report, row } from "../report.js";
import { startService } from "../runtimes/service.js";
import { browsers } from "./browsers.js";
import { CONTENT, startSite } from "./site.js";
import { pages, ways } from "./ways.js";

/** Of a worker that has to be one script. */
async function bundle() {
  // Its types are not known where this folder is not installed, as while the types are checked.
  const { build } = await import(/** @type {string} */ ("esbuild"));
  const entry = fileURLToPath(new URL("pages/in-service-worker.js", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false });
  return outputFiles[0].text;
}

/**
 * Every way into one browser, one after the other.
 *
 * @param {typeof browsers[number]} browser
 * @param {string | undefined} program
 */
async function rowsOf({ name, start }, program) {
  /** @param {string} way */
  const head = (way) => ({ name, way, version: "", from: /** @type {const} */ ("machine") });
  if (program === undefined) return ways.map(({ way }) => missing(head(way)));
  const started = start(program);
  const rows = [];
  for (const { way, visits, asked } of ways)
    rows.push(
      await row(head(way), async () => {
        const browser = await started;
        const cases = [];
        for (const page of visits)
          cases.push(...(await site.visit(browser, `/page/${page}`, asked && site.url + asked)));
        return { cases, version: browser.version };
      }),
    );
  // Of what did not start there is nothing to close, and its rows say why.
  const close = await started.then(
    ({ close }) => close,
    () => undefined,
  );
  await close?.();
  return rows;
}

const hasDrivers = install(import.meta.dirname, "what drives browsers");
const service = await startService();
const scripts = { ...CONTENT.scripts, "/in-service-worker.js": hasDrivers ? await bundle() : "" };
const site = await startSite({ pages, scripts, folders: CONTENT.folders }, service);
// To install one takes the whole machine's attention, so all are there before the first begins.
const programs = browsers.map(({ tool }) => (hasDrivers ? find(tool) : undefined));
// All at once: they wait for the service most of the time.
const rows = await Promise.all(browsers.map((browser, index) => rowsOf(browser, programs[index])));
await site.stop();
service.stop();
report("browsers", rows.flat());
