/** The figures as a text that reads well in a terminal and in Markdown. */

import { BATCH_SIZE, IN_FLIGHT, makeReply } from "./data.js";
import { partNames } from "./measure-parts.js";
import { parts } from "./parts/index.js";
import { count, spread, table } from "./table.js";

/**
 * @param {Partial<Record<import("./measure-parts.js").PartName, any>>} measured
 * @param {import("./plan.js").Plans} plans
 * @param {string[]} machine
 */
export function report(measured, plans, machine) {
  const done = partNames.filter((name) => measured[name] !== undefined);
  return [
    "# Measured",
    "Written by `npm run bench`. Ratios are what counts: the candidates take turns within each round, a ratio is formed " +
      "within its round, and what stands here is the median over the rounds, with the range of the middle half in " +
      "brackets. CPU time is the client process's alone, all its threads together. The service runs in a process of its " +
      "own on the same machine, so the two share its cores. Below 1 is better than what stands after the ÷.",
    machine.map((line) => `- ${line}`).join("\n"),
    `Rows: thin ones of ${rowBytes("thin")} bytes (\`${makeReply("thin", [1]).toString().slice(1, -1)}\`), fat ones of ` +
      `${rowBytes("fat")}, all ASCII. Batches of ${BATCH_SIZE}, ${IN_FLIGHT} in flight. Half of the users pass. Every ` +
      "candidate's answer was checked before it was measured.",
    "## Goals",
    goalTable(done.flatMap((name) => parts[name].goals(measured[name]))),
    ...done.flatMap((name) => parts[name].report(measured[name], plans[name])),
  ].join("\n\n");
}

/** @param {import("./data.js").RowKind} kind */
function rowBytes(kind) {
  const rows = 1_000;
  const ids = Array.from({ length: rows }, (_, index) => 50_000 + index);
  return Math.round(makeReply(kind, ids).length / rows);
}

/** @param {import("./part.js").Goal[]} goals */
function goalTable(goals) {
  const rows = goals.map(({ what, goal, measured, isLeast }) => [
    what,
    `${isLeast ? "≥" : "≤"} ${count(goal)}`,
    spread(measured),
    (isLeast ? measured.median >= goal : measured.median <= goal) ? "met" : "not met",
  ]);
  return table(["", "goal", "measured", ""], rows);
}
