import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { run } from "../scripts/setup.js";

/**
 * Installs what a folder of the tests needs, once and after changes: each has packages of its own, so that nobody who
 * only wants to start the thing has to wait for them. Where they cannot be had, in CI it is an error, and elsewhere a
 * line: the rest still runs.
 *
 * @param {string} folder
 * @param {string} what
 * @returns {boolean} whether they are there
 */
export function install(folder, what) {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const stamp = join(folder, "node_modules/.installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  console.log(`Installing ${what} (once, and after changes) …`);
  try {
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  } catch (/** @type {any} */ error) {
    if (process.env.CI) throw error;
    console.warn(styleText("yellow", `Left out: ${what} could not be installed: ${error.message}`));
    return false;
  }
  writeFileSync(stamp, lock);
  return true;
}
