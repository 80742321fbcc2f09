import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import Table from "cli-table3";
import { folder } from "./runtimes.js";

/** @typedef {{ name: string, isPinned: boolean, isGood: boolean, isMissing: boolean, result: string, version: string }} Row */

const HEAD = ["environment", "result", "version"];

/** @param {Row[]} rows */
export function print(rows) {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  for (const { name, result, version, isGood, isMissing } of rows) {
    const color = isGood ? "green" : isMissing ? "yellow" : "red";
    table.push([name, styleText(color, result), version]);
  }
  console.log(table.toString());
}

/**
 * Keeps the matrix, but for what is not the same on every machine: there is nothing to see in a file that differs
 * because somebody else's Node does.
 *
 * @param {Row[]} rows
 */
export function keep(rows) {
  const pinned = rows.filter(({ isPinned }) => isPinned);
  if (pinned.some(({ isMissing }) => isMissing)) return;
  const cells = [HEAD, ...pinned.map((row) => [row.name, row.result, row.version])];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  // Padded, since Biome wants Markdown so.
  const [head, ...lines] = cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column])));
  const rule = widths.map((width) => "-".repeat(width));
  const text = `# Where it runs

The packed and installed package, tried in each environment by \`node tests/runtimes/main.js\`.

${[head, rule, ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n")}
`;
  writeFileSync(join(folder, "RESULTS.md"), text);
}
