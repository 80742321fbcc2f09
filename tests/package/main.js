import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { root, run } from "../../scripts/setup.js";
import { install } from "../install.js";
import { checkFiles, pack } from "./pack.js";

const INSTALLED = join(import.meta.dirname, "../node_modules/filter-users");

const KEYWORDS =
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield".split(
    " ",
  );

/** @param {string} name */
const tool = (name) => join(import.meta.dirname, "node_modules/.bin", name);

const [first, second] = ["first", "second"].map((name) => pack(root, join(root, "target/package", name)));
if (first.sha256 !== second.sha256) throw new Error("Packed twice, the package is not the same");
checkFiles(first.files);
for (const file of first.files) {
  checkPaths(file);
  if (/\.c?js$/.test(file)) checkScript(file);
  if (file.endsWith(".md")) checkLinks(file, first.files);
}
checkClassic();
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

/**
 * Throws if a script has what a tool takes for something else: SES refuses `import(` in comments, too, and what lowers private
 * members makes functions of their names.
 *
 * @param {string} file
 */
function checkScript(file) {
  const script = readFileSync(join(INSTALLED, file), "utf8");
  if (/\bimport\s*\(/.test(script)) throw new Error(`${file} has an \`import(…)\`, be it in a comment`);
  for (const [, name] of script.matchAll(/\.#(\w+)/g)) {
    if (KEYWORDS.includes(name))
      throw new Error(`${file} has a private member named like a keyword: #${name}`);
  }
}

/**
 * Throws if a page leads to a file that the package does not have.
 *
 * @param {string} page
 * @param {string[]} files
 */
function checkLinks(page, files) {
  const prose = readFileSync(join(INSTALLED, page), "utf8").replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
  for (const [, link] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:|^#/.test(link)) continue;
    const target = join(dirname(page), link.split("#")[0]);
    if (!files.includes(target)) throw new Error(`${page} leads to ${target}, which is not in the package`);
  }
}

/** throws unless `filter-users/slim` and `filter-users/undici` are found without `exports`, too, as eslint-plugin-import and old bundlers look. */
function checkClassic() {
  for (const entry of ["slim", "undici"]) {
    const { main, module, types } = JSON.parse(readFileSync(join(INSTALLED, entry, "package.json"), "utf8"));
    const files = [main, module, types].map((name) => join(entry, name));
    const lacking = files.filter((file) => !first.files.includes(file));
    if (lacking.length > 0)
      throw new Error(`${entry}/package.json names [${lacking.join()}], which are not there`);
  }
}
