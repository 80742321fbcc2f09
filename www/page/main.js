/** The page: controls, one run at a time, and what is seen of it. */

import { filterUsers } from "filter-users";
import { latencyView } from "./charts/latency.js";
import { timelineView } from "./charts/timeline.js";
import { button, element, make, setText } from "./dom.js";
import { count, plural } from "./format.js";
import { createOwn } from "./own/own.js";
import { relayed } from "./own/relay.js";
import { hedgingView } from "./race/hedging.js";
import { raceView } from "./race/race.js";
import { figuresView } from "./run/figures.js";
import { ledgerView } from "./run/ledger.js";
import { outcomeOf } from "./run/outcome.js";
import { startRun } from "./run/run.js";
import { GONE, isServed } from "./run/served.js";
import { outdate, show, update } from "./run/show.js";
import { demoUsers } from "./run/users.js";
import { createControls } from "./settings/controls.js";
import { optionsOf, serviceUrl } from "./settings/options.js";
import { PRESETS } from "./settings/presets.js";
import { snippetView } from "./settings/snippet.js";
import { DEFAULTS, queryOf, settingsFrom } from "./settings/state.js";
import { say } from "./status.js";
import { failuresView } from "./tables/failures.js";
import { passingView } from "./tables/passing.js";

/** @typedef {import("./run/run.js").Run} Run */
/** @typedef {import("./settings/state.js").Settings} Settings */

/** Where the results stand below the controls. */
const narrow = matchMedia("(max-width: 63.99rem)");

const runButton = button("run");
const abortButton = button("abort");
const againButton = button("again");
const trialButton = button("trial");

/** @type {AbortController | undefined} set while a run is being prepared or goes on */
let current;
/** When that is over. */
let ended = Promise.resolve();
/** @type {Run | undefined} */
let last;

const controls = createControls(showSettings);
const own = createOwn();
const showSnippet = snippetView(own.headers);
const figures = figuresView();
const live = [timelineView()];
const views = [
  ledgerView(),
  latencyView(),
  figures,
  failuresView(() => controls.read().key),
  passingView(importantNames),
];
const hedging = hedgingView();
raceView(controls.read);

element("presets").replaceChildren(
  ...PRESETS.map((preset) => {
    const chip = make("button", { type: "button", class: "chip" }, preset.title);
    chip.addEventListener("click", async () => {
      current?.abort();
      await ended;
      play(preset);
    });
    return chip;
  }),
);
element("controls").addEventListener("input", () => setText(element("situation"), ""));
element("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
abortButton.addEventListener("click", () => current?.abort());
againButton.addEventListener("click", () => start({ before: last }));
trialButton.addEventListener("click", () => start({ isTrial: true }));

if (narrow.matches) {
  for (const details of document.querySelectorAll("aside details")) details.removeAttribute("open");
}
const opened = location.search;
controls.write(settingsFrom(opened));
const refused = controls.mend(opened);
if (refused.length > 0)
  say(`The address asks for ${refused.join(", ")}, which is not possible: the usual is taken.`, "bad");
const { createEditor } = await import("./settings/editor.js");
createEditor(/** @type {HTMLTextAreaElement} */ (element("where")));
// Whoever opens the page sees at once what it is about. Who was sent an address with settings looks at these first.
if (opened === "" && !matchMedia("(prefers-reduced-motion: reduce)").matches)
  play(PRESETS[0], { isOpening: true });

/** @param {import("./settings/presets.js").Preset} preset @param {Wish} [wish] */
function play({ title, about, settings, isCompared }, wish = {}) {
  controls.write({ ...DEFAULTS, ...controls.typed(), ...settings });
  setText(element("situation"), `${title}: ${about}.`);
  start({ ...wish, isCompared });
}

/**
 * @typedef {object} Wish
 * @property {Run} [before] the run whose failed users are asked about again
 * @property {boolean} [isOpening] whether nobody asked for it
 * @property {boolean} [isTrial] whether it is about the first user alone
 * @property {boolean} [isCompared] whether it is made once more, without second copies
 */

/** @param {Wish} [wish] */
function start(wish = {}) {
  if (current || !controls.check()) return;
  current = new AbortController();
  if (!wish.isOpening && narrow.matches) element("results").scrollIntoView();
  ended = attempt(current.signal, wish);
}

/** @param {AbortSignal} signal @param {Wish} wish */
async function attempt(signal, wish) {
  showRunning(true);
  outdate();
  hedging.hide();
  try {
    await carryOut(controls.read(), signal, wish);
  } catch (error) {
    if (signal.aborted) say("Aborted before anything was sent.");
    else say((await isServed()) ? /** @type {Error} */ (error).message : GONE, "bad");
  } finally {
    update();
    current = undefined;
    showRunning(false);
  }
}

/** @param {Settings} settings @param {AbortSignal} signal @param {Wish} wish */
async function carryOut(settings, signal, { before, isTrial, isCompared }) {
  const name = settings.target === "demo" ? `page-${crypto.randomUUID()}` : undefined;
  const options = {
    ...optionsOf(settings),
    ...(settings.target === "own"
      ? relayed(settings.url, own.headers())
      : { url: serviceUrl(settings, name) }),
  };
  const all = before ? before.failed.flatMap((batch) => batch.users) : await usersFor(settings, signal);
  const users = isTrial ? all.slice(0, 1) : all;
  say(
    before
      ? `Asking again about ${plural(users.length, "user")} …`
      : `Asking about ${plural(users.length, "user")} …`,
  );
  const run = startRun({ users, options, name, before });
  last = run;
  signal.addEventListener("abort", run.abort);
  await show(run, live, views);
  if (run.error) throw run.error;
  if (run.ledger.failed > 0 && !(await isServed())) throw new Error(GONE);
  const { text, kind } = outcomeOf(run);
  say(text, kind);
  if (name) figures.seen((await (await fetch(`/v1/log?run=${name}`)).json()).requests);
  if (isCompared && !run.isAborted) await hedging.show(run, settings, signal);
}

/** @param {Settings} settings @param {AbortSignal} signal */
async function usersFor(settings, signal) {
  if (settings.target === "own") return own.users(settings.key);
  const text = element("progress-text");
  const onProgress = (/** @type {number} */ loaded) =>
    setText(text, `${count(loaded)} of ${plural(settings.users, "user")} fetched`);
  say("Fetching the users …");
  return demoUsers(settings.users, { signal, onProgress });
}

/** What names a user, and what the condition looks at. */
function importantNames() {
  const { key, where } = controls.read();
  return [key, "name", ...[...where.matchAll(/"([^"$][^"]*)"\s*:/g)].map((match) => match[1])];
}

/** @param {boolean} isRunning */
function showRunning(isRunning) {
  // The focus goes over to what can be pressed now, before what cannot lets it go.
  abortButton.disabled = false;
  runButton.disabled = false;
  if (
    isRunning &&
    [runButton, againButton, trialButton].some((pressed) => pressed === document.activeElement)
  )
    abortButton.focus({ preventScroll: true });
  if (!isRunning && document.activeElement === abortButton) runButton.focus({ preventScroll: true });
  runButton.disabled = isRunning;
  trialButton.disabled = isRunning;
  abortButton.disabled = !isRunning;
  againButton.disabled = isRunning || !last?.ledger.failed;
}

/** @param {Settings} settings */
function showSettings(settings) {
  const query = queryOf(settings);
  history.replaceState(undefined, "", query ? `?${query}` : location.pathname);
  showSnippet(settings);
  showJob(settings);
  check(settings);
}

/** @param {Settings} settings */
function showJob({ target, key, users, batchSize, concurrency, auto }) {
  const number = target === "own" ? own.show(key) : users;
  const requests = Math.ceil(number / batchSize);
  const atOnce = auto
    ? "as many at a time as the service bears"
    : `${plural(Math.min(concurrency, requests), "request")} at a time`;
  element("six").hidden = !(auto || concurrency > 6);
  setText(element("job-users"), plural(number, "user"));
  setText(
    element("job-plan"),
    `${plural(requests, "request")} of up to ${plural(batchSize, "user")}, ${atOnce}`,
  );
}

let checks = 0;

/** Lets the package itself say what is wrong: with nobody to ask about, nothing is sent. @param {Settings} settings */
async function check(settings) {
  const mine = ++checks;
  const problem = await problemWith(settings);
  // What was asked earlier may be answered later.
  if (mine === checks) setText(element("where-problem"), problem);
}

/** @param {Settings} settings */
async function problemWith(settings) {
  try {
    await filterUsers([], { url: location.href, ...optionsOf(settings) });
    return "";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
