import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform } from "node:os";

/** What the figures were measured on and of. */
export function machine() {
  const require = createRequire(import.meta.url);
  const { version } = require("filter-users/package.json");
  return [
    `filter-users ${version}, p-map ${versionOf("p-map")}`,
    `Node ${process.versions.node} (V8 ${process.versions.v8}, undici ${process.versions.undici}), ${platform()} ${arch()}`,
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    new Date().toISOString().slice(0, 10),
  ];
}

/** Of a package that does not export its package.json. @param {string} name @returns {string} */
function versionOf(name) {
  return JSON.parse(readFileSync(new URL("package.json", import.meta.resolve(name)), "utf8")).version;
}
