/** How long the answers took: a histogram with its percentiles. */

import uPlot from "uplot";
import { element, setText } from "../dom.js";
import { count, duration } from "../format.js";
import { colours, onColours } from "./palette.js";
import { font, rem } from "./text.js";
import { timeAxis } from "./timeline.js";

/** Of the page's text. */
const HEIGHT = 12;
const BINS = 36;
/** While a run goes on, the figures move only so often: faster nobody could read them. */
const EVERY = 250;

/** @typedef {Iterable<readonly [upTo: number, count: number]>} Histogram */
/** @typedef {{ p50: number, p90: number, p99: number, max: number, count: number }} Figures */

/** @returns {import("../run/run.js").View} */
export function latencyView() {
  const place = element("latency");
  /** @type {Record<string, number>} */
  let percentiles = {};
  let shownAt = 0;

  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: rem(HEIGHT),
      padding: [rem(1.125), 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_plot, _min, max) => [0, max || 100] },
        y: { range: (_plot, _min, max) => [0, max * 1.1 || 1] },
      },
      axes: [
        timeAxis(),
        {
          ...timeAxis(),
          space: rem(1.875),
          size: (_plot, values) => rem(1 + 0.47 * Math.max(1, ...(values ?? []).map(({ length }) => length))),
          values: (_plot, values) => values.map((value) => (value % 1 ? "" : count(value))),
        },
      ],
      series: [
        {},
        {
          fill: () => colours().accent,
          stroke: () => colours().card,
          width: 1,
          points: { show: false },
          paths: uPlot.paths.bars?.({ size: [1, Number.POSITIVE_INFINITY], align: -1 }),
        },
      ],
      hooks: { draw: [(u) => drawPercentiles(u, percentiles)] },
    },
    [[0], [0]],
    place,
  );
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: rem(HEIGHT) })).observe(place);
  onColours(() => plot.redraw(false, true));

  /** @param {Histogram} histogram @param {Figures} figures */
  function show(histogram, { p50, p90, p99, max, count: answers }) {
    percentiles = answers > 0 ? { p50, p90, p99 } : {};
    plot.setData(binned(histogram, max));
    for (const [name, value] of Object.entries({ p50, p90, p99, max })) {
      setText(element(`latency-${name}`), answers > 0 ? duration(value) : "–");
    }
    setText(element("latency-count"), count(answers));
  }

  return {
    begin() {
      shownAt = performance.now();
      show([], { p50: 0, p90: 0, p99: 0, max: 0, count: 0 });
    },
    frame(run) {
      if (performance.now() - shownAt < EVERY || run.latencies.length === 0) return;
      shownAt = performance.now();
      const sorted = Float64Array.from(run.latencies).sort();
      show(each(sorted), figures(sorted));
    },
    end(run) {
      const latency = run.result?.stats.latency;
      if (!latency) return;
      show(latency.histogram, latency);
    },
  };
}

/** @param {Float64Array} sorted @returns {Figures} */
function figures(sorted) {
  /** @param {number} share */
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), count: sorted.length };
}

/** @param {Float64Array} values @returns {Histogram} */
function* each(values) {
  for (const value of values) yield [value, 1];
}

/** @param {Histogram} histogram @param {number} max @returns {[upTo: number[], counts: number[]]} */
function binned(histogram, max) {
  const width = Math.max(max, 1) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const [upTo, count] of histogram) counts[Math.min(BINS - 1, Math.floor(upTo / width))] += count;
  return [counts.map((_, index) => (index + 1) * width), counts];
}

/** @param {uPlot} plot @param {Record<string, number>} percentiles */
function drawPercentiles({ ctx, bbox, valToPos }, percentiles) {
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = font(0.75, { scale });
  ctx.fillStyle = colours().text;
  ctx.strokeStyle = colours().text;
  ctx.textAlign = "left";
  ctx.setLineDash([3 * scale, 3 * scale]);
  let free = bbox.left + bbox.width;
  for (const [name, value] of Object.entries(percentiles).reverse()) {
    const x = valToPos(value, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const { width } = ctx.measureText(name);
    const left = Math.min(x - width / 2, free - width);
    ctx.fillText(name, left, bbox.top - 5 * scale);
    free = left - 6 * scale;
  }
  ctx.restore();
}
