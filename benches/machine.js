import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform } from "node:os";

/** What the figures were measured on and of. */
export function machine() {
  const require = createRequire(import.meta.url);
  const { version } = require("filter-users/package.json");
  return [
    `filter-users ${version}, p-map ${versionOf("p-map")}, p-queue ${versionOf("p-queue")}`,
    `${platformVersions()}, ${platform()} ${arch()}`,
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    new Date().toISOString().slice(0, 10),
  ];
}

export function platformVersions() {
  const { node, v8, undici } = process.versions;
  return `Node ${node} (V8 ${v8}, undici ${undici})`;
}

/** Of a package that does not export its package.json. @param {string} name @returns {string} */
function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8"))
    .version;
}
