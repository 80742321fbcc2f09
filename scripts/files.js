import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.js";

/**
 * Files in a folder of the project and all below it, named from its root.
 *
 * @param {string} folder
 * @param {string} end how their names end
 */
export function filesOf(folder, end) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(end)).map((name) => join(folder, name));
}
