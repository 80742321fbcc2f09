/** The same job done in three ways, for real and in turn, and drawn on one time axis: why batches, and why side by side. */

import { filterUsers } from "filter-users";
import uPlot from "uplot";
import { button, element, make, setText } from "../dom.js";
import { count, duration, plural } from "../format.js";
import { createAttempts } from "../run/attempts.js";
import { GONE, isServed } from "../run/served.js";
import { demoUsers } from "../run/users.js";
import { optionsOf, serviceUrl } from "../settings/options.js";
import { drawBars } from "./bars.js";
import { colours, onColours } from "./palette.js";
import { roundUp, timeAxis } from "./timeline.js";

/** The service takes no more ids in one request. */
const MAX_USERS = 1_000;
const BAND = 76;
const LABEL = 20;
const AXIS = 34;

/** @typedef {import("../settings/state.js").Settings} Settings */
/** @typedef {import("../run/attempts.js").Attempts} Attempts */
/** @typedef {{ users: any[], url: string, settings: Settings, attempts: Attempts, began: number, signal: AbortSignal }} Job */
/** @typedef {{ title: string, attempts: Attempts, began: number, time: number | undefined, answered: number, lost: number }} Lap */

/** @type {{ title: string, way: (job: Job) => Promise<number> }[]} */
const WAYS = [
  { title: "One request for all", way: atOnce },
  { title: "One batch after the other", way: inTurn },
  { title: "filterUsers: batches side by side", way: sideBySide },
];

/** @param {() => Settings} settings */
export function compareView(settings) {
  const start = button("compare");
  const said = element("compare-said");
  /** @type {Lap[]} */
  const laps = [];
  const charts = ["compare-well", "compare-poison"].map((id) => createChart(element(id), laps));
  /** @type {AbortController | undefined} */
  let running;

  start.addEventListener("click", async () => {
    if (running) return running.abort();
    running = new AbortController();
    start.textContent = "Stop";
    try {
      setText(said, await compare(settings(), laps, charts, running.signal));
    } catch (error) {
      if (running.signal.aborted) setText(said, "Stopped.");
      else setText(said, (await isServed()) ? String(error) : GONE);
    } finally {
      running = undefined;
      start.textContent = "Race the three ways again";
    }
  });
}

/**
 * @param {Settings} settings
 * @param {Lap[]} all every lap, of both conditions: the charts share one time axis
 * @param {ReturnType<typeof createChart>[]} charts
 * @param {AbortSignal} signal
 */
async function compare(settings, all, charts, signal) {
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
  element("compare-charts").hidden = false;
  all.length = 0;
  for (const chart of charts) chart.begin();
  /** @type {Lap[][]} */
  const laps = [[], []];
  for (const [index, condition] of conditions.entries()) {
    for (const { title, way } of WAYS) {
      const lap = {
        title,
        attempts: createAttempts(),
        began: performance.now(),
        time: undefined,
        answered: 0,
        lost: 0,
      };
      laps[index].push(lap);
      all.push(lap);
      await charts[index].watch(laps[index], run(way, lap, { users, settings: condition, signal }));
      signal.throwIfAborted();
    }
  }
  for (const chart of charts) chart.show();
  showTable(laps, users.length);
  const [one, , ours] = laps[1];
  return `User ${victim} cost the single request all ${plural(one.lost, "user")}, and filterUsers ${plural(ours.lost, "user")}.`;
}

/** @param {(job: Job) => Promise<number>} way @param {Lap} lap @param {Pick<Job, "users" | "settings" | "signal">} what */
async function run(way, lap, { users, settings, signal }) {
  const url = serviceUrl(settings, `compare-${crypto.randomUUID()}`);
  const { attempts, began } = lap;
  lap.answered = await way({ users, url, settings, attempts, began, signal });
  lap.time = performance.now() - began;
  lap.lost = users.length - lap.answered;
}

/** @param {Job} job */
async function atOnce(job) {
  return ask(job, job.users, 0);
}

/** As it is often written: the first error ends the loop, and whoever came after it is not asked about. @param {Job} job */
async function inTurn(job) {
  const { users, settings } = job;
  let answered = 0;
  for (let at = 0; at < users.length; at += settings.batchSize) {
    const batch = users.slice(at, at + settings.batchSize);
    const answers = await ask(job, batch, at / settings.batchSize);
    if (answers === 0) break;
    answered += answers;
  }
  return answered;
}

/** @param {Job} job */
async function sideBySide({ users, url, settings, attempts, signal }) {
  const { failed } = await filterUsers(users, {
    url,
    ...optionsOf(settings),
    signal,
    onEvent: attempts.add,
  });
  return users.length - failed.reduce((sum, batch) => sum + batch.users.length, 0);
}

/**
 * One request by plain `fetch`.
 *
 * @param {Job} job
 * @param {{ id: number }[]} users
 * @param {number} batch
 * @returns {Promise<number>} the users it brought an answer for
 */
async function ask({ url, attempts, began, signal }, users, batch) {
  const event = () => ({
    at: performance.now() - began,
    batch,
    attempt: 1,
    users: users.length,
    request: batch + 1,
  });
  attempts.add({ ...event(), type: "sent" });
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: users.map(({ id }) => id) }),
    signal,
  });
  const { byteLength: bytes } = await reply.arrayBuffer();
  const { ok, status } = reply;
  const sent = event();
  attempts.add({
    ...sent,
    type: "answered",
    status,
    bytes,
    ms: sent.at,
    error: ok ? undefined : refused(status),
  });
  return ok ? users.length : 0;
}

/** @param {number} status */
function refused(status) {
  return /** @type {import("filter-users").FilterUsersError} */ (new Error(`The service answered ${status}`));
}

/** @param {HTMLElement} place @param {readonly Lap[]} all */
function createChart(place, all) {
  /** @type {readonly Lap[]} */
  let laps = [];
  const height = WAYS.length * BAND + AXIS;
  const plot = new uPlot(
    {
      width: place.clientWidth || 300,
      height,
      padding: [0, 24, 0, 8],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: (_plot, min, max) => [min, max] }, y: { range: [0, 1] } },
      axes: [{ ...timeAxis(), size: AXIS }, { show: false }],
      series: [{}, { show: false }],
      hooks: { draw: [(u) => draw(u, laps)] },
    },
    [
      [0, 1_000],
      [0, 0],
    ],
    place,
  );
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth || 300, height })).observe(place);
  onColours(() => plot.redraw(false, true));
  const end = () => Math.max(100, ...all.map(({ time, began }) => time ?? performance.now() - began));
  const show = () =>
    plot.setData([
      [0, roundUp(end())],
      [0, 0],
    ]);

  return {
    show,
    begin() {
      laps = [];
      show();
    },
    /** Draws while it goes on. @param {readonly Lap[]} shown @param {Promise<void>} ended */
    async watch(shown, ended) {
      laps = shown;
      let isOver = false;
      const frame = () => {
        show();
        if (!isOver) requestAnimationFrame(frame);
      };
      frame();
      try {
        await ended;
      } finally {
        isOver = true;
        show();
      }
    },
  };
}

/** @param {uPlot} plot @param {readonly Lap[]} laps */
function draw(plot, laps) {
  const scale = devicePixelRatio;
  const { ctx, bbox, valToPos } = plot;
  ctx.save();
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const [index, { title, attempts, time, began, lost }] of laps.entries()) {
    const top = bbox.top + index * BAND * scale;
    ctx.font = `600 ${13 * scale}px system-ui, sans-serif`;
    ctx.fillStyle = colours().text;
    const outcome =
      time === undefined
        ? "…"
        : duration(time) + (lost > 0 ? `, ${plural(lost, "user")} without an answer` : "");
    ctx.fillText(`${title} · ${outcome}`, bbox.left, top + (LABEL / 2) * scale);
    drawBars(ctx, attempts, {
      left: bbox.left,
      width: bbox.width,
      top: top + LABEL * scale,
      height: (BAND - LABEL - 6) * scale,
      toX: (ms) => valToPos(ms, "x", true),
      now: time ?? performance.now() - began,
      scale,
    });
  }
  ctx.restore();
}

/** The same in words and numbers. @param {readonly Lap[][]} laps @param {number} total */
function showTable([well, poison], total) {
  element("compare-rows").replaceChildren(
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
  const table = element("compare-table");
  table.hidden = false;
  table.tabIndex = 0;
}
