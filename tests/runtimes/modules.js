import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * The package as workerd takes it: everything it has, as a bundler would have to choose from, and its name in `folder`,
 * since workerd looks a bare name up beside the module that imports it.
 *
 * @param {string} entry
 * @param {string} folder
 */
export function packageModules(entry, folder) {
  const home = dirname(entry);
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|wasm)$/.test(name),
  );
  const name = {
    type: "ESModule",
    path: join(folder, "filter-users"),
    contents: `export * from ${JSON.stringify(relative(folder, entry))};`,
  };
  return [
    name,
    ...files.map((name) => ({
      type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: join(home, name),
    })),
  ];
}
