/** The demo page: one form, one run at a time, and what came of it. */

import { filterUsers } from "filter-users";

/**
 * @typedef {{ id: number, name: string, country: string, plan: string }} User
 * @typedef {{ id: number, currentBalance: number }} Row
 * @typedef {import("filter-users").FilterResult<User, Row>} Result
 * @typedef {Record<"users" | "minimum" | "batchSize" | "concurrency" | "latency" | "failing", number>} Settings
 */

const SHOWN_ROWS = 100;

/** @type {AbortController | undefined} */
let running;

element("settings").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running) return;
  running = new AbortController();
  showRunning(true);
  try {
    await run(readSettings(), running.signal);
  } catch (error) {
    say(error === running.signal.reason ? "Aborted." : `The run ended with an error: ${error}`);
  } finally {
    running = undefined;
    showRunning(false);
  }
});

element("abort").addEventListener("click", () => running?.abort());

/** @param {Settings} settings @param {AbortSignal} signal */
async function run(settings, signal) {
  say(`Fetching ${count(settings.users)} users …`);
  showProgress(0, settings.users);
  const users = await ask(`/v1/users?limit=${settings.users}`, { signal });
  await ask("/v1/log", { method: "DELETE", signal });

  say(`Asking about ${count(users.length)} users …`);
  const result = await filterUsers(/** @type {User[]} */ (users), {
    url: `/v1/balances:batchGet?latency=${settings.latency}&fail=503:${settings.failing / 100}`,
    where: { currentBalance: { $gte: settings.minimum } },
    batchSize: settings.batchSize,
    concurrency: settings.concurrency,
    keepRows: true,
    signal,
    onAbort: "partial",
    onProgress: (stats) => showProgress(stats.users.total, users.length),
  });
  const { requests } = await ask("/v1/log");
  show(/** @type {Result} */ (result), requests);

  const { total } = result.stats.users;
  const ended = signal.aborted ? "Aborted" : "Done";
  say(
    total === users.length
      ? `${ended}: all ${count(total)} users are accounted for.`
      : `${ended}, but only ${count(total)} of ${count(users.length)} users are accounted for.`,
  );
}

/** @returns {Settings} */
function readSettings() {
  const form = new FormData(/** @type {HTMLFormElement} */ (element("settings")));
  const numbers = [...form].map(([name, value]) => [name, Number(value)]);
  return Object.fromEntries(numbers);
}

/** @param {string} url @param {RequestInit} [init] */
async function ask(url, init) {
  const response = await fetch(url, init);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

/** @param {Result} result @param {number} seen Requests, by the service's own count. */
function show({ passed, skipped, missing, failed, rows, stats }, seen) {
  const failedUsers = failed.reduce((sum, batch) => sum + batch.users.length, 0);
  showCards("ledger", [
    ["passed", count(passed.length)],
    ["skipped", count(skipped.length)],
    ["missing", count(missing.length)],
    ["failed", count(failedUsers)],
    ["together", count(passed.length + skipped.length + missing.length + failedUsers)],
  ]);
  showCards("figures", [
    ["time", ms(stats.time.total)],
    ["batches", count(stats.batches.total)],
    ["requests sent", count(stats.requests.sent)],
    ["of them retries", count(stats.requests.retried)],
    ["seen by the service", count(seen)],
    ["most at once", count(stats.requests.maxInFlight)],
    ["latency, median", ms(stats.latency.p50)],
    ["latency, 99 %", ms(stats.latency.p99)],
    ["received", `${count(stats.bytes.received / 1000)} kB`],
    ["main thread deciding", ms(stats.time.deciding)],
  ]);
  element("failures").hidden = failed.length === 0;
  showRows("failed", failed, ({ batch, users, error }) => [
    batch,
    count(users.length),
    error.code,
    error.attempts,
    error.message,
  ]);
  showRows("passed", passed, (user) => [
    user.id,
    user.name,
    user.country,
    user.plan,
    money(rows?.get(user)?.currentBalance ?? 0),
  ]);
  element("results").hidden = false;
}

/** @param {string} id @param {[name: string, value: string][]} cards */
function showCards(id, cards) {
  element(id).replaceChildren(
    ...cards.map(([name, value]) => {
      const card = document.createElement("div");
      card.dataset.verdict = name;
      card.append(tag("dt", name), tag("dd", value));
      return card;
    }),
  );
}

/**
 * @template T
 * @param {string} id
 * @param {readonly T[]} items
 * @param {(item: T) => (string | number)[]} cellsOf
 */
function showRows(id, items, cellsOf) {
  const rows = items.slice(0, SHOWN_ROWS).map((item) => {
    const row = document.createElement("tr");
    row.append(...cellsOf(item).map((cell) => tag("td", String(cell))));
    return row;
  });
  element(id).replaceChildren(...rows);
  element(`shown-${id}`).textContent =
    rows.length < items.length ? `The first ${rows.length} of ${count(items.length)}.` : "";
}

/** @param {string} name @param {string} text */
function tag(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** @param {number} settled @param {number} of */
function showProgress(settled, of) {
  const progress = /** @type {HTMLProgressElement} */ (element("progress"));
  progress.max = of;
  progress.value = settled;
}

/** @param {boolean} isRunning */
function showRunning(isRunning) {
  const run = /** @type {HTMLButtonElement} */ (element("run"));
  const abort = /** @type {HTMLButtonElement} */ (element("abort"));
  const [usable, unusable] = isRunning ? [abort, run] : [run, abort];
  usable.disabled = false;
  if (document.activeElement === unusable) usable.focus();
  unusable.disabled = true;
}

/** @param {string} text */
function say(text) {
  element("status").textContent = text;
}

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {number} number */
function count(number) {
  return Math.round(number).toLocaleString("en");
}

/** @param {number} number */
function ms(number) {
  return `${number < 10 ? number.toFixed(1) : count(number)} ms`;
}

/** @param {number} amount */
function money(amount) {
  return amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
