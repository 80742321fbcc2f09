/** Prints what came of the job. */

import { styleText } from "node:util";
import Table from "cli-table3";
import { MINIMUM } from "./job.js";

const SAMPLES = 3;

/** @param {import("./job.js").Result} result */
export function printReport({ passed, skipped, missing, failed, rows, stats }) {
  const { total } = stats.users;
  const failedUsers = failed.flatMap((batch) => batch.users);

  printTable(`Which of ${count(total)} users have more than ${MINIMUM} €?`, [
    [styleText("green", "passed"), count(passed.length), "their balance is higher"],
    [styleText("yellow", "skipped"), count(skipped.length), "it is not"],
    [styleText("cyan", "missing"), count(missing.length), "the service knows no account of theirs"],
    [styleText("red", "failed"), count(failedUsers.length), "their batch could not be answered"],
    [styleText("bold", "together"), styleText("bold", count(total)), "every user, exactly once"],
  ]);
  const { unseen } = stats.rows;
  if (passed.length === 0 && unseen.length > 0)
    console.log(`Nobody passed: no row has ${unseen.join(", ")}, which the condition asks for.`);
  for (const { batch, error } of failed) console.log(`Batch ${batch} failed: ${error.message}`);

  printTable(
    "For example, these passed:",
    passed
      .slice(0, SAMPLES)
      .map((user) => [
        `${user.id}`,
        user.name,
        user.country,
        user.plan,
        money(rows?.get(user)?.currentBalance),
      ]),
    ["right", "left", "left", "left", "right"],
  );

  const { batches, requests, rows: replies, bytes, latency, time } = stats;
  printTable("How it went:", [
    ["time", ms(time.total), `of it ${ms(time.encoding + time.deciding)} on building requests and deciding`],
    ["batches", count(batches.total), `${count(batches.failed)} of them with a failed user`],
    [
      "requests",
      count(requests.sent),
      `${count(requests.retried)} retries, at most ${requests.maxInFlight} at once`,
    ],
    ["rows", count(replies.received), `${count(bytes.received / 1000)} kB`],
    ["latency", ms(latency.p50), `median; the slowest took ${ms(latency.max)}`],
  ]);
}

/**
 * @param {string} title
 * @param {string[][]} rows
 * @param {import("cli-table3").HorizontalAlignment[]} [colAligns]
 */
function printTable(title, rows, colAligns = ["left", "right"]) {
  const table = new Table({ colAligns, style: { compact: true, head: [], border: [] } });
  table.push(...rows);
  console.log(`\n${styleText("bold", title)}\n${table}`);
}

/** @param {number} number */
function count(number) {
  return Math.round(number).toLocaleString("en");
}

/** @param {number} number */
function ms(number) {
  return `${number.toFixed(number < 10 ? 1 : 0)} ms`;
}

/** @param {number | undefined} amount */
function money(amount = 0) {
  return `${amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} €`;
}
