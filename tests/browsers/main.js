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
 */
async function rowsOf({ name, tool, start }) {
  /** @param {string} way */
  const head = (way) => ({ name, way, version: "", from: /** @type {const} */ ("machine") });
  const program = find(tool);
  if (program === undefined) return ways.map(({ way }) => missing(head(way)));
  const browser = await start(program);
  const rows = [];
  for (const { way, visits, asked } of ways)
    rows.push(
      await row({ ...head(way), version: browser.version }, async () => {
        const cases = [];
        for (const page of visits)
          cases.push(...(await site.visit(browser, `/page/${page}`, asked && site.url + asked)));
        return { cases };
      }),
    );
  await browser.close();
  return rows;
}

install(import.meta.dirname, "what drives browsers");
const service = await startService();
const scripts = { ...CONTENT.scripts, "/in-service-worker.js": await bundle() };
const site = await startSite({ pages, scripts, folders: CONTENT.folders }, service);
// All at once: they wait for the service most of the time.
const rows = await Promise.all(browsers.map(rowsOf));
await site.stop();
service.stop();
report("browsers", rows.flat());
