import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FINDINGS } from "../tests/report.js";
import { OWN_NODE } from "../tests/runtimes/runtimes.js";
import { root } from "./setup.js";

/** @typedef {import("../tests/report.js").Row} Row */

/** What stands between which marks: the frameworks are tried by another command. @type {Record<string, string[]>} */
const PARTS = { matrix: ["runtimes", "browsers", "bundlers", "runners"], frameworks: ["frameworks"] };
const HEAD = ["environment", "result", "version"];
const PAGE = join(root, "docs/environments.md");
const MATRIX = process.argv[2] ?? "matrix";
const [BEGIN, END] = [`<!-- ${MATRIX} -->\n`, `<!-- /${MATRIX} -->`];
/** When it was written, before the table. */
const WRITTEN = "Written on ";

/**
 * Writes into docs/environments.md what the tests have found in every environment, if all of it is good.
 *
 * A browser is the machine's own: another version of it with the same result is nothing to write, so that nobody's
 * tree is changed by that alone. To have a newer one written, take the line out.
 */
function write() {
  const rows = PARTS[MATRIX].flatMap(found);
  if (rows.some(({ isGood }) => !isGood)) {
    console.log("Not everything was tried, so docs/environments.md keeps its matrix");
    return;
  }
  const text = readFileSync(PAGE, "utf8");
  const [before, rest] = split(text, BEGIN);
  const [old, after] = split(rest, END);
  const kept = rows.filter(({ name }) => name !== OWN_NODE);
  const lines = together(kept).map((row) => lineOf(row, old));
  const matrix = table([HEAD, ...lines]);
  if (old.endsWith(`\n${matrix}\n`)) return;
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(PAGE, `${before}${BEGIN}\n${WRITTEN}${today}.\n\n${matrix}\n${END}${after}`);
  if (process.env.CI)
    throw new Error("The matrix in docs/environments.md was not what the tests find; now it is: commit it");
  console.log("The matrix in docs/environments.md was brought up to date");
}

/** @param {string} part @returns {Row[]} */
const found = (part) => JSON.parse(readFileSync(join(FINDINGS, `${part}.json`), "utf8"));

/**
 * @param {string} text
 * @param {string} mark
 */
function split(text, mark) {
  const parts = text.split(mark);
  if (parts.length !== 2) throw new Error(`docs/environments.md has to have ${mark.trim()} once`);
  return parts;
}

/** One row for all ways into an environment that have the same result. @param {Row[]} rows */
function together(rows) {
  /** @type {(Row & { ways: string[] })[]} */
  const all = [];
  for (const row of rows) {
    const same = all.find(
      ({ name, version, result }) => name === row.name && version === row.version && result === row.result,
    );
    if (same) same.ways.push(row.way);
    else all.push({ ...row, ways: [row.way] });
  }
  return all;
}

/**
 * @param {Row & { ways: string[] }} row
 * @param {string} old the table so far
 */
function lineOf({ name, ways, result, version, from }, old) {
  const environment = `${name}: ${ways.join(", ")}`;
  const cells = old.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const known = cells.find(([, was, had]) => was === environment && had === result);
  return [environment, result, from === "machine" && known ? known[3] : version];
}

/** Padded, since Biome wants Markdown so. @param {string[][]} cells */
function table(cells) {
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const [head, ...lines] = cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column])));
  const rule = widths.map((width) => "-".repeat(width));
  return `${[head, rule, ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n")}\n`;
}

write();
