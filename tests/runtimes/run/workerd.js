/** For workerd: puts a script with the acceptance suite and the package into a worker, and asks it. */

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { named, packageModules } from "../modules.js";

// Its types are not known where this folder is not installed, as while the types are checked.
const { Miniflare } = await import(/** @type {string} */ ("miniflare"));

const TESTS = fileURLToPath(new URL("../..", import.meta.url));
const RUNTIMES = join(TESTS, "runtimes");
const [script, compatibilityDate, url] = process.argv.slice(2);

/** What workerd is given for a name, found by the rules of Node and not by ones of our own. @param {string} name */
function resolve(name) {
  const code = `console.log(import.meta.resolve(${JSON.stringify(name)}))`;
  const options = ["--conditions=workerd", "--input-type=module", "--eval", code];
  return fileURLToPath(execFileSync(process.execPath, options, { cwd: RUNTIMES, encoding: "utf8" }).trim());
}

/** Names are looked up beside the script. */
const folder = join(RUNTIMES, "run");
/** @param {string} name */
const another = (name) => named(name, resolve(name), folder);
/** @param {string} path */
const own = (path) => ({ type: "ESModule", path: join(RUNTIMES, path) });

const miniflare = new Miniflare({
  modulesRoot: TESTS,
  modules: [
    own(script),
    own("acceptance.js"),
    own("cases.js"),
    own("check.js"),
    ...packageModules(resolve("filter-users"), folder),
    ...["filter-users/slim", "filter-users/engine.wasm"].map(another),
  ],
  compatibilityDate,
});
try {
  const response = await miniflare.dispatchFetch(`http://worker/?${new URLSearchParams({ url })}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const { version } = createRequire(import.meta.url)("workerd/package.json");
  console.log(JSON.stringify({ version, cases: JSON.parse(text) }));
} finally {
  await miniflare.dispose();
}
