/** Laps one above the other on one time axis, each with its requests as bars. */

import uPlot from "uplot";
import { drawBars } from "../charts/bars.js";
import { colours, onColours } from "../charts/palette.js";
import { font, rem } from "../charts/text.js";
import { roundUp, timeAxis } from "../charts/timeline.js";
import { duration, plural } from "../format.js";

/** Of the page's text. */
const BAND = 4.75;
const LABEL = 1.25;
const AXIS = 2.2;

/** @typedef {import("../run/attempts.js").Attempts} Attempts */
/** @typedef {{ title: string, attempts: Attempts, began: number, time: number | undefined, lost: number }} Lap */

/** One that begins now. @param {string} title @param {Attempts} attempts @returns {Lap} */
export function lapOf(title, attempts) {
  return { title, attempts, began: performance.now(), time: undefined, lost: 0 };
}

/** @param {HTMLElement} place @param {number} count of laps @param {readonly Lap[]} all those with which it shares the axis */
export function createChart(place, count, all) {
  /** @type {readonly Lap[]} */
  let laps = [];
  const height = rem(count * BAND + AXIS);
  const plot = new uPlot(
    {
      width: place.clientWidth || 300,
      height,
      padding: [0, 24, 0, 8],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: (_plot, min, max) => [min, max] }, y: { range: [0, 1] } },
      axes: [{ ...timeAxis(), size: rem(AXIS) }, { show: false }],
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
  const end = () => Math.max(100, ...all.map(lasts));
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

/** A lap may be over for its caller while requests of it are still in flight. @param {Lap} lap */
function lasts({ time, began, attempts }) {
  return Math.max(time ?? performance.now() - began, attempts.latest);
}

/** @param {uPlot} plot @param {readonly Lap[]} laps */
function draw(plot, laps) {
  const scale = devicePixelRatio;
  const { ctx, bbox, valToPos } = plot;
  const [band, label] = [rem(BAND) * scale, rem(LABEL) * scale];
  ctx.save();
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const [index, lap] of laps.entries()) {
    const top = bbox.top + index * band;
    ctx.font = font(0.8125, { weight: 600, scale });
    ctx.fillStyle = colours().text;
    ctx.fillText(`${lap.title} · ${outcome(lap)}`, bbox.left, top + label / 2, bbox.width);
    drawBars(ctx, lap.attempts, {
      left: bbox.left,
      width: bbox.width,
      top: top + label,
      height: band - label - 6 * scale,
      toX: (ms) => valToPos(ms, "x", true),
      now: lasts(lap),
      scale,
    });
  }
  ctx.restore();
}

/** @param {Lap} lap */
function outcome({ time, lost }) {
  if (time === undefined) return "…";
  return duration(time) + (lost > 0 ? `, ${plural(lost, "user")} without an answer` : "");
}
