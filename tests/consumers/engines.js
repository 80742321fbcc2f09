import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Enough to know the engine by, from its middle. @type {string} */
const SLICE = await import("../../pkg/engine/inline.js").then(({ text }) =>
  text.slice(text.length / 2, text.length / 2 + 200),
);
const BYTES = readFileSync(join(import.meta.dirname, "../node_modules/filter-users/dist/engine.wasm"));

/**
 * How many engines there are in what a bundler made: as a string, however that is written, or as a file.
 *
 * @param {string} output a folder, or a list of files as Next makes it
 */
export function enginesIn(output) {
  return filesOf(output)
    .map((file) => (/\.[cm]?js$/.test(file) ? stringsIn(file) : Number(isEngine(file))))
    .reduce((sum, count) => sum + count, 0);
}

/** Whether there is a file that can be compiled before it is run. @param {string} output */
export const hasFileIn = (output) => filesOf(output).some(isEngine);

/** @param {string} file */
const isEngine = (file) => BYTES.equals(readFileSync(file));

/** @param {string} output */
function filesOf(output) {
  if (!statSync(output).isFile())
    return readdirSync(output, { recursive: true, encoding: "utf8" })
      .map((name) => join(output, name))
      .filter((path) => statSync(path).isFile());
  /** @type {{ files: string[] }} */
  const { files } = JSON.parse(readFileSync(output, "utf8"));
  // What it took from packages as it is stands there, too, and was not bundled.
  return files.map((file) => join(dirname(output), file)).filter((file) => !file.includes("/node_modules/"));
}

/** Read by a parser, since every bundler escapes strings in its own way. @param {string} file */
function stringsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  let count = 0;
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) && node.text.includes(SLICE)) count++;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return count;
}
