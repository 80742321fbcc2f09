/** Why nobody passed, where that shows in the figures and in the rows. */

import { count, plural } from "../format.js";

/** Rows may have members by the hundred, and be long. */
const MOST_NAMES = 12;
const LONGEST = 160;

/** @param {import("./run.js").Run} run @returns {string} empty where somebody passed, or nothing can be said */
export function whyNobodyPassed({ result, ledger, carried }) {
  if (!result || ledger.passed + carried.passed > 0) return "";
  const why = reason(result);
  return why && `Nobody passed: ${why}`;
}

/** @param {import("./run.js").Result} result */
function reason({ stats, rows, skipped, missing }) {
  const { unseen, received, unexpected } = stats.rows;
  if (received === 0 && missing.length > 0)
    return "the service answered without rows. Is the path to the rows right, and does it know these users?";
  if (received > 0 && unexpected === received)
    return `${plural(received, "row")} came, and none of them is of a user that was asked about. Is the field right that holds the user's id?`;
  const [row] = rows?.values() ?? [];
  if (unseen.length > 0) {
    const names = unseen.map((name) => `"${name}"`).join(", ");
    return `no row has ${names}, which the condition asks for. ${membersOf(row)}Is it misspelt, or deeper in the row?`;
  }
  if (skipped.length === 0 || row === undefined) return "";
  return `the condition holds for none of the ${count(skipped.length)} rows. One of them: ${shortened(JSON.stringify(row))}`;
}

/** @param {unknown} row */
function membersOf(row) {
  if (!(row instanceof Object)) return "";
  const names = Object.keys(row);
  const more = names.length > MOST_NAMES ? ", …" : "";
  return `Rows have: ${names.slice(0, MOST_NAMES).join(", ")}${more}. `;
}

/** @param {string} text */
const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
