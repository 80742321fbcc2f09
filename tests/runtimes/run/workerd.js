/** For workerd: puts the acceptance suite and the package into a worker, and asks it. */

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageModules } from "../modules.js";

// Its types are not known where this folder is not installed, as while the types are checked.
const { Miniflare } = await import(/** @type {string} */ ("miniflare"));

const TESTS = fileURLToPath(new URL("../..", import.meta.url));
const RUNTIMES = join(TESTS, "runtimes");

/** The entry that workerd is given, found by the rules of Node and not by ones of our own. */
const entry = fileURLToPath(
  execFileSync(
    process.execPath,
    [
      "--conditions=workerd",
      "--input-type=module",
      "--eval",
      `console.log(import.meta.resolve("filter-users"))`,
    ],
    { cwd: RUNTIMES, encoding: "utf8" },
  ).trim(),
);

/** @param {string} path */
const script = (path) => ({ type: "ESModule", path: join(RUNTIMES, path) });

const miniflare = new Miniflare({
  modulesRoot: TESTS,
  modules: [
    script("run/worker.js"),
    script("acceptance.js"),
    script("check.js"),
    ...packageModules(entry, RUNTIMES),
  ],
  compatibilityDate: "2026-04-01",
});
try {
  const response = await miniflare.dispatchFetch(
    `http://worker/?${new URLSearchParams({ url: process.argv[2] })}`,
  );
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const { version } = createRequire(import.meta.url)("workerd/package.json");
  console.log(JSON.stringify({ version, cases: JSON.parse(text) }));
} finally {
  await miniflare.dispose();
}
