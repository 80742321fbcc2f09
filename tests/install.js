import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../scripts/setup.js";

/**
 * Installs what a folder of the tests needs, once and after changes: each has packages of its own, so that nobody who
 * only wants to start the thing has to wait for them.
 *
 * @param {string} folder
 * @param {string} what
 */
export function install(folder, what) {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const stamp = join(folder, "node_modules/.installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log(`Installing ${what} (once, and after changes) …`);
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  writeFileSync(stamp, lock);
}
