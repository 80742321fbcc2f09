import Table from "cli-table3";
import { CONTENDERS } from "./contenders/index.js";
import { FAULTS } from "./faults.js";

/** @typedef {import("./judge.js").Judged} Judged */

/** @param {Judged} judged */
function cell({ lost, doubled, wrong, unknown, error, hangs }) {
  if (hangs) return "hangs";
  if (error !== undefined) return "no result";
  const bad = [lost && `${lost} lost`, doubled && `${doubled} doubled`, wrong && `${wrong} wrong`].filter(
    Boolean,
  );
  if (bad.length > 0) return bad.join(", ");
  return unknown === 0 ? "all right" : `${unknown} told`;
}

/** For the terminal. @param {Judged[][]} table */
export function show(table) {
  const shown = new Table({
    head: ["", ...CONTENDERS.map(({ name }) => name.replaceAll("`", ""))],
    wordWrap: true,
  });
  table.forEach((row, index) => {
    shown.push([FAULTS[index]?.name ?? "", ...row.map(cell)]);
  });
  return String(shown);
}

/** `docs/shootout.md`. @param {Judged[][]} table */
export function report(table) {
  const sum = (/** @type {number} */ index, /** @type {(judged: Judged) => number} */ of) =>
    table.reduce((total, row) => total + of(/** @type {Judged} */ (row[index])), 0);
  const lines = [
    "# Shoot-out",
    "",
    "Twelve faults, and what becomes of 1,000 users of whom a service is asked in 20 requests: with this package, and with what people",
    "use in its place, each as its own README advises. `npm run shootout` runs it and writes this page; CI checks that it is still so.",
    "",
    "A cell says what a caller can tell of the users:",
    "",
    "- **all right**: every verdict is right and known.",
    "- **n told**: the others are right, and of n users it is said that their verdict is not known. The fewer, the better.",
    "- **n lost**: n users should have passed, are not among those who did, and nothing is said of them.",
    "- **n doubled**, **n wrong**: n users passed twice, or passed and should not have.",
    "- **no result**: an error comes in place of all verdicts, those that were known too.",
    "- **hangs**: it had not ended after 10 s. Node's `fetch` itself gives up after 5 minutes, Elasticsearch's client after 30 s.",
    "",
    markdown([
      ["Fault", ...CONTENDERS.map(({ name }) => name)],
      ...table.map((row, index) => [FAULTS[index]?.name ?? "", ...row.map(cell)]),
    ]),
    "",
    "## In sum",
    "",
    markdown([
      ["", "Lost without a word", "Doubled", "Wrong", "Runs without a result", "Runs that hang"],
      ...CONTENDERS.map(({ name }, index) => [
        name,
        ...[
          sum(index, ({ lost }) => lost),
          sum(index, ({ doubled }) => doubled),
          sum(index, ({ wrong }) => wrong),
          sum(index, ({ error }) => Number(error !== undefined)),
          sum(index, ({ hangs }) => Number(hangs === true)),
        ].map(String),
      ]),
    ]),
    "",
    "## The faults",
    "",
    ...FAULTS.map(({ name, happens }) => `- **${name}**: ${happens}`),
    "",
    "## What each promises",
    "",
    "None of them breaks its word: most were made for something else, and leave to the caller what is counted here.",
    "",
    ...CONTENDERS.map(({ name, promises }) => `- **${name}**: ${promises}`),
    "",
    "No retries and no timeouts were added around those that have none: there, the caller writes them, and the counting of users as well.",
    "The code is in `benches/shootout`.",
    "",
  ];
  return lines.join("\n");
}

/** A table whose columns are as wide as their widest cell, as formatters want it. @param {string[][]} rows */
function markdown(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
