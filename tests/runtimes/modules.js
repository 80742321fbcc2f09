import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * The package as workerd takes it: everything it has, as a bundler would have to choose from, and its name in `folder`.
 *
 * @param {string} entry
 * @param {string} folder
 */
export function packageModules(entry, folder) {
  const home = dirname(entry);
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|wasm)$/.test(name),
  );
  const all = files.map((name) => ({ type: typeOf(name), path: join(home, name) }));
  return [named("filter-users", entry, folder), ...all];
}

/**
 * What a file is called in `folder`, since workerd looks a bare name up beside the module that imports it.
 *
 * @param {string} name
 * @param {string} file
 * @param {string} folder
 */
export function named(name, file, folder) {
  const [type, path] = [typeOf(file), join(folder, name)];
  const from = JSON.stringify(relative(dirname(path), file));
  return { type, path, contents: type === "ESModule" ? `export * from ${from};` : readFileSync(file) };
}

/** @param {string} name */
const typeOf = (name) => (name.endsWith(".wasm") ? "CompiledWasm" : "ESModule");
