/** The ledger: how many users have which verdict, those who have none yet, and that it all adds up. */

import { element, setText } from "../dom.js";
import { count, duration } from "../format.js";
import { whyNobodyPassed } from "./nobody.js";

const VERDICTS = /** @type {const} */ (["passed", "skipped", "missing", "failed"]);

/** @returns {import("./run.js").View} */
export function ledgerView() {
  const bar = element("ledger-bar");
  const sum = element("ledger-sum");
  const progress = /** @type {HTMLProgressElement} */ (element("progress"));
  const progressText = element("progress-text");
  const why = element("ledger-why");
  const parts = Object.fromEntries(
    VERDICTS.map((verdict) => [
      verdict,
      {
        number: element(`ledger-${verdict}`),
        part: /** @type {HTMLElement} */ (bar.querySelector(`[data-verdict="${verdict}"]`)),
      },
    ]),
  );
  const open = /** @type {HTMLElement} */ (bar.querySelector('[data-verdict="open"]'));

  /** @param {import("./run.js").Run} run @param {boolean} isOver */
  function show(run, isOver) {
    const { carried, ledger, users } = run;
    const total = users.length + carried.passed + carried.skipped + carried.missing;
    const numbers = VERDICTS.map((verdict) => ledger[verdict] + carried[verdict]);
    const settled = numbers.reduce((all, number) => all + number, 0);
    VERDICTS.forEach((verdict, index) => {
      setText(parts[verdict].number, count(numbers[index]));
      parts[verdict].part.style.flexGrow = String(numbers[index]);
      parts[verdict].part.hidden = numbers[index] === 0;
    });
    open.hidden = settled === total;
    open.style.flexGrow = String(total - settled);
    const rest = total > settled ? ` · ${count(total - settled)} still open` : "";
    setText(sum, `${numbers.map(count).join(" + ")} = ${count(settled)} of ${count(total)} users${rest}`);
    progress.max = Math.max(1, total);
    progress.value = settled;
    setText(progressText, isOver ? ended(run) : timeLeft(run, total - settled));
    const reason = isOver ? whyNobodyPassed(run) : "";
    setText(why, reason);
    why.hidden = reason === "";
  }

  return {
    begin: (run) => show(run, false),
    frame: (run) => show(run, false),
    end: (run) => show(run, true),
  };
}

/** @param {import("./run.js").Run} run @param {number} open */
function timeLeft({ ledger, elapsed }, open) {
  const settled = ledger.passed + ledger.skipped + ledger.missing + ledger.failed;
  const soFar = elapsed();
  if (settled === 0) return `${duration(soFar)} · waiting for the first answer`;
  return `${duration(soFar)} · about ${duration(Math.ceil((soFar / settled) * open))} left`;
}

/** @param {import("./run.js").Run} run */
function ended({ isAborted, error, elapsed }) {
  if (error) return "ended by an error";
  return `${isAborted ? "aborted after" : "done in"} ${duration(elapsed())}`;
}
