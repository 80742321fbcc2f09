import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root, run } from "../../scripts/setup.js";
import { install } from "../install.js";
import { checkFiles, pack } from "./pack.js";

const INSTALLED = join(import.meta.dirname, "../node_modules/filter-users");

/** @param {string} name */
const tool = (name) => join(import.meta.dirname, "node_modules/.bin", name);

const [first, second] = ["first", "second"].map((name) => pack(root, join(root, "target/package", name)));
if (first.sha256 !== second.sha256) throw new Error("Packed twice, the package is not the same");
checkFiles(first.files);
for (const file of first.files) checkPaths(file);
console.log(`${first.files.length} files, the same each time they are packed: sha256 ${first.sha256}`);

if (install(import.meta.dirname, "what looks at packages")) {
  run(tool("publint"), [first.tarball, "--strict"]);
  run(tool("attw"), [
    first.tarball,
    // An asset, of which a bundler makes what it is asked to.
    ...["--exclude-entrypoints", "engine.wasm"],
    ...["--no-emoji", "--no-color"],
  ]);
}

/** Throws if a file tells of the machine on which it was built. @param {string} file */
function checkPaths(file) {
  const bytes = readFileSync(join(INSTALLED, file));
  for (const path of [root, `${homedir()}/`])
    if (bytes.includes(path)) throw new Error(`${file} has a path of this machine in it: ${path}`);
}
