import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../scripts/setup.js";
import { folder } from "./runtimes.js";

/**
 * Installs the runtimes, once and after changes. They are optional dependencies, so that one which does not exist for
 * a platform keeps none of the others away.
 */
export function install() {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const stamp = join(folder, "node_modules/.installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing the runtimes (once, and after changes; 800 MB) …");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  writeFileSync(stamp, lock);
}
