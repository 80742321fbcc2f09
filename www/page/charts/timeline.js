/** The timeline: every attempt at its time, in its slot in flight. Drag to look closer, double-click to see all again. */

import uPlot from "uplot";
import { element, make, setText } from "../dom.js";
import { count, duration, plural } from "../format.js";
import { createGrid } from "../grid.js";
import { createAttempts } from "../run/attempts.js";
import { drawBars, drawGates } from "./bars.js";
import { KIND_TEXTS, legend } from "./legend.js";
import { colours, onColours } from "./palette.js";
import { font, rem } from "./text.js";

/** Of the page's text, as in the style sheet. */
const HEIGHT = 15.625;
const STEPS = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10];

/** @returns {import("../run/run.js").View} */
export function timelineView() {
  const place = element("timeline");
  const summary = element("timeline-summary");
  const tip = element("timeline-tip");
  const counts = legend(element("timeline-legend"));
  const grid = attemptsGrid();
  let attempts = createAttempts();
  let now = 0;
  let isZoomed = false;
  /** @param {boolean} zoomed */
  const setZoomed = (zoomed) => {
    isZoomed = zoomed;
  };

  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: rem(HEIGHT),
      padding: [8, 24, 0, 8],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: { x: { time: false, range: (_plot, min, max) => [min, max] }, y: { range: [0, 1] } },
      axes: [timeAxis(), { show: false }],
      series: [{}, { show: false }],
      hooks: { draw: [draw], setCursor: [showTip], setSelect: [() => setZoomed(true)] },
    },
    [
      [0, 1_000],
      [0, 0],
    ],
    place,
  );
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: rem(HEIGHT) })).observe(place);
  onColours(() => plot.redraw(false, true));
  place.tabIndex = 0;
  place.addEventListener("dblclick", () => setZoomed(false));
  place.addEventListener("keydown", (event) => {
    const window = zoomedBy(event.key, plot, end());
    if (!window) return;
    event.preventDefault();
    setZoomed(window.max - window.min < end());
    plot.setScale("x", window);
  });

  const end = () => roundUp(Math.max(now, attempts.latest, attempts.gates.at(-1)?.to ?? 0, 100));

  function area() {
    const { left, top, width, height } = plot.bbox;
    const toX = (/** @type {number} */ ms) => plot.valToPos(ms, "x", true);
    return { left, top, width, height, toX, now, scale: devicePixelRatio };
  }

  function draw() {
    drawGates(plot.ctx, attempts.gates, area());
    drawBars(plot.ctx, attempts, area());
  }

  function showTip() {
    const { left = -1, top = -1 } = plot.cursor;
    const bar = left < 0 ? undefined : barAt(left, top);
    tip.hidden = bar === undefined;
    if (bar === undefined) return;
    tip.replaceChildren(...describe(attempts.at(bar)));
    const leftmost = place.clientWidth - tip.offsetWidth - 4;
    tip.style.translate = `${Math.max(4, Math.min(leftmost, left + 14))}px ${top + 16}px`;
  }

  /** @param {number} left @param {number} top in CSS pixels of the plot's inside */
  function barAt(left, top) {
    const ms = plot.posToVal(left, "x");
    const laneHeight = Math.min(plot.bbox.height / devicePixelRatio / Math.max(1, attempts.lanes), 30);
    const lane = Math.floor(top / laneHeight);
    const { from, to, lanes } = attempts.columns();
    for (let bar = attempts.length - 1; bar >= 0; bar--) {
      if (lanes[bar] === lane && from[bar] <= ms && ms <= (Number.isNaN(to[bar]) ? now : to[bar])) return bar;
    }
  }

  function show() {
    plot.setData(
      [
        [0, end()],
        [0, 0],
      ],
      !isZoomed,
    );
    if (isZoomed) plot.redraw(false);
    counts(attempts);
    setText(summary, summarise(attempts));
  }

  return {
    begin(run) {
      attempts = run.attempts;
      isZoomed = false;
      now = 0;
      grid.show(attempts);
      show();
    },
    frame(run) {
      now = run.elapsed();
      show();
    },
    end(run) {
      now = run.elapsed();
      show();
      grid.show(attempts);
    },
  };
}

/** @returns {uPlot.Axis} */
export function timeAxis() {
  return {
    stroke: () => colours().quiet,
    font: font(0.75),
    space: rem(3.75),
    grid: { stroke: () => colours().line, width: 1 },
    ticks: { stroke: () => colours().line, width: 1, size: 4 },
    size: rem(1.875),
    values: (_plot, values) =>
      values.map((ms) => (ms === 0 ? "0" : ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`)),
  };
}

/** To the next of a few steps, so that the axis stands still most of the time while a run goes on. @param {number} ms */
export function roundUp(ms) {
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * (STEPS.find((step) => step * power >= ms) ?? 10);
}

/** @param {string} key @param {uPlot} plot @param {number} end */
function zoomedBy(key, plot, end) {
  if (key === "0") return { min: 0, max: end };
  const { min = 0, max = end } = /** @type {{ min?: number, max?: number }} */ (plot.scales.x);
  const steps = { "+": [0.25, -0.25], "-": [-0.5, 0.5], ArrowLeft: [-0.2, -0.2], ArrowRight: [0.2, 0.2] };
  const step = steps[/** @type {keyof typeof steps} */ (key)];
  if (!step) return undefined;
  const span = max - min;
  const from = Math.max(0, min + step[0] * span);
  return { min: from, max: Math.min(end, Math.max(from + 1, max + step[1] * span)) };
}

/** @param {import("../run/attempts.js").Attempts} attempts */
function summarise(attempts) {
  if (attempts.length === 0) return "";
  const closed = attempts.gates.length;
  const gate = closed
    ? ` The service asked for rest ${plural(closed, "time")}; nothing was sent meanwhile.`
    : "";
  return `${plural(attempts.length, "attempt")} in ${duration(attempts.latest)}, at most ${count(attempts.lanes)} at once.${gate}`;
}

/** @param {import("../run/attempts.js").Attempt} attempt */
function describe({ request, batch, attempt, users, from, to, kind, status, why }) {
  const took = Number.isNaN(to) ? "still in flight" : `took ${duration(to - from)}`;
  return [
    make("strong", {}, `Batch ${batch}, attempt ${attempt}`),
    make("span", {}, `${plural(users, "user")}, sent at ${duration(from)}, ${took}`),
    make("span", {}, `${KIND_TEXTS[kind]}${status ? ` (${status})` : ""}`),
    ...(why ? [make("span", {}, why)] : []),
    make("span", {}, `request ${request}`),
  ];
}

/** The same as text: what a canvas shows to nobody who cannot see it. */
function attemptsGrid() {
  const details = /** @type {HTMLDetailsElement} */ (element("attempts-table"));
  /** @type {import("../run/attempts.js").Attempts | undefined} */
  let shown;
  const grid = createGrid(element("attempts"), {
    label: "Attempts",
    columns: [
      ...["Request", "Batch", "Attempt", "Users", "Sent at", "Took"].map((title) => ({
        title,
        isNumber: true,
        weight: 0.8,
      })),
      { title: "What became of it", weight: 2.5 },
    ],
    cells: (index) => {
      if (!shown) return [];
      const { request, batch, attempt, users, from, to, kind, status } = shown.at(index);
      return [
        ...[request, batch, attempt, users].map(String),
        duration(from),
        Number.isNaN(to) ? "" : duration(to - from),
        `${KIND_TEXTS[kind]}${status ? ` (${status})` : ""}`,
      ];
    },
  });
  const refresh = () => details.open && grid.setCount(shown?.length ?? 0);
  details.addEventListener("toggle", refresh);
  return {
    /** @param {import("../run/attempts.js").Attempts} attempts */
    show(attempts) {
      shown = attempts;
      refresh();
    },
  };
}
