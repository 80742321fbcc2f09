/** What came of a run, in a sentence, with the next step. */

import { count, plural } from "../format.js";
import { causeOf, mayPass } from "./causes.js";

/** @typedef {import("./run.js").Run} Run */

/** @param {Run} run @returns {{ text: string, kind: import("../status.js").Kind }} */
export function outcomeOf({ users, ledger, carried, failed, isAborted }) {
  const total = users.length + carried.passed + carried.skipped + carried.missing;
  const passed = ledger.passed + carried.passed;
  if (isAborted && ledger.failed > 0)
    return {
      text: `Aborted: ${count(total - ledger.failed)} of ${plural(total, "user")} are settled. Press “Ask again” for the other ${count(ledger.failed)}.`,
      kind: "partly",
    };
  if (ledger.failed > 0)
    return {
      text: `${count(ledger.failed)} of ${plural(total, "user")} failed: ${reason(failed)}`,
      kind: ledger.failed === total ? "bad" : "partly",
    };
  if (total === 0) return { text: "Done: the list is empty, so nobody was asked about.", kind: "partly" };
  if (total === 1)
    return { text: `Done: the user ${ofOne(ledger)}.`, kind: passed === 0 ? "partly" : "good" };
  const others = `${count(ledger.skipped + carried.skipped)} skipped, ${count(ledger.missing + carried.missing)} missing`;
  return {
    text: `Done: all ${plural(total, "user")} have a verdict: ${count(passed)} passed, ${others}.`,
    kind: passed === 0 ? "partly" : "good",
  };
}

/** @param {Run["ledger"]} ledger */
function ofOne({ passed, skipped }) {
  if (passed > 0) return "passed";
  return skipped > 0
    ? "is skipped: the condition does not hold"
    : "is missing: the service does not know them";
}

/** What failed most of them, and what can be done. @param {Run["failed"]} failed */
function reason(failed) {
  /** @type {Map<string, { error: Run["failed"][number]["error"], users: number }>} */
  const causes = new Map();
  for (const { error, users } of failed) {
    const cause = causeOf(error);
    causes.set(cause, { error, users: (causes.get(cause)?.users ?? 0) + users.length });
  }
  const [[cause, { error }]] = [...causes].sort(([, a], [, b]) => b.users - a.users);
  const most = causes.size > 1 ? "mostly, " : "";
  const next = mayPass(error) ? "Try again: press “Ask again”." : "See “Failed users” for why.";
  return `${most}${cause[0].toLowerCase()}${cause.slice(1)}. ${next}`;
}
