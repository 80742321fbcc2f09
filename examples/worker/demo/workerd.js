/** The Worker in workerd, which is what Cloudflare runs, and which npm has brought. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { packageModules } from "../../../tests/runtimes/modules.js";

const FOLDER = join(import.meta.dirname, "..");
const PACKAGE = join(FOLDER, "node_modules/filter-users");

/** As it is deployed. Its comments are lines of their own. */
const config = JSON.parse(
  readFileSync(join(FOLDER, "wrangler.jsonc"), "utf8").replaceAll(/^ *\/\/.*$/gm, ""),
);

/** What Wrangler would bundle: the Worker, and of the package the entry for Workers with all that it may import. */
function modules() {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const entry = join(PACKAGE, exports["."].workerd);
  return [{ type: "ESModule", path: join(FOLDER, config.main) }, ...packageModules(entry, FOLDER)];
}

/** @param {string} serviceUrl what the Worker asks, in place of the service in wrangler.jsonc */
export async function startWorker(serviceUrl) {
  const miniflare = new Miniflare({
    modulesRoot: FOLDER,
    modules: /** @type {import("miniflare").ModuleDefinition[]} */ (modules()),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    bindings: { SERVICE_URL: serviceUrl },
  });
  return { url: await miniflare.ready, close: () => miniflare.dispose() };
}
