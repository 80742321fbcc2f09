/** The same job done in several ways, for real and in turn: what each takes, and what one refused request costs it. */

import { button, element, make, setText } from "../dom.js";
import { count, duration, plural } from "../format.js";
import { createAttempts } from "../run/attempts.js";
import { GONE, isServed } from "../run/served.js";
import { demoUsers } from "../run/users.js";
import { serviceUrl } from "../settings/options.js";
import { saysMore } from "../sideways.js";
import { createChart, lapOf } from "./chart.js";
import { WAYS } from "./ways.js";

/** More would take the slowest way too long to be looked at. */
const MAX_USERS = 1_000;

/** @typedef {import("../settings/state.js").Settings} Settings */
/** @typedef {import("./chart.js").Lap} Lap */
/** @typedef {import("./ways.js").Job} Job */

/** @param {() => Settings} settings */
export function raceView(settings) {
  const start = button("race");
  const said = element("race-said");
  /** @type {Lap[]} */
  const laps = [];
  saysMore(element("race-table"));
  const charts = ["race-well", "race-poison"].map((id) => createChart(element(id), WAYS.length, laps));
  /** @type {AbortController | undefined} */
  let running;

  start.addEventListener("click", async () => {
    if (running) return running.abort();
    running = new AbortController();
    start.textContent = "Stop";
    try {
      setText(said, await race(settings(), laps, charts, running.signal));
    } catch (error) {
      if (running.signal.aborted) setText(said, "Stopped.");
      else setText(said, (await isServed()) ? String(error) : GONE);
    } finally {
      running = undefined;
      start.textContent = "Race the four ways again";
    }
  });
}

/**
 * @param {Settings} settings
 * @param {Lap[]} all every lap, of both conditions: the charts share one time axis
 * @param {ReturnType<typeof createChart>[]} charts
 * @param {AbortSignal} signal
 */
async function race(settings, all, charts, signal) {
  const wanted = Math.min(settings.users, MAX_USERS);
  const users = await demoUsers(wanted, { signal, onProgress: () => {} });
  const victim = users[Math.floor(users.length / 2)].id;
  const well = {
    ...settings,
    target: /** @type {const} */ ("demo"),
    failing: 0,
    allowed: undefined,
    poison: "",
  };
  const conditions = [well, { ...well, split: true, poison: String(victim) }];
  element("race-charts").hidden = false;
  all.length = 0;
  for (const chart of charts) chart.begin();
  /** @type {Lap[][]} */
  const laps = [[], []];
  for (const [index, condition] of conditions.entries()) {
    for (const { title, way } of WAYS) {
      const lap = lapOf(title, createAttempts());
      laps[index].push(lap);
      all.push(lap);
      await charts[index].watch(laps[index], run(way, lap, { users, settings: condition, signal }));
      signal.throwIfAborted();
    }
  }
  for (const chart of charts) chart.show();
  showTable(laps, users.length);
  const [, promiseAll, pMap, ours] = laps[1].map(({ lost }) => plural(lost, "user"));
  return `User ${victim} cost Promise.all ${promiseAll}, p-map ${pMap}, and filterUsers ${ours}.`;
}

/** @param {(job: Job) => Promise<import("./ways.js").Outcome>} way @param {Lap} lap @param {Pick<Job, "users" | "settings" | "signal">} what */
async function run(way, lap, { users, settings, signal }) {
  const url = serviceUrl(settings, `race-${crypto.randomUUID()}`);
  const { attempts, began } = lap;
  const { answered, rest } = await way({ users, url, settings, attempts, began, signal });
  lap.time = performance.now() - began;
  lap.lost = users.length - answered;
  // The next lap must not be held up by what is still in flight.
  await rest;
}

/** The same in words and numbers. @param {readonly Lap[][]} laps @param {number} total */
function showTable([well, poison], total) {
  element("race-rows").replaceChildren(
    ...well.map((lap, index) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, lap.title),
        make("td", {}, duration(lap.time ?? 0)),
        make("td", {}, count(lap.attempts.length)),
        make("td", {}, `${count(poison[index].lost)} of ${count(total)}`),
        make("td", {}, count(poison[index].attempts.length)),
      ),
    ),
  );
  const table = element("race-table");
  table.hidden = false;
  table.tabIndex = 0;
}
