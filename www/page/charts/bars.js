/** Draws attempts as bars: what became of each shows by colour and by shape, and as far as a pixel lasts. */

import { KINDS } from "../run/attempts.js";
import { colours } from "./palette.js";

/** @typedef {CanvasRenderingContext2D} Canvas */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ left: number, top: number, width: number, height: number, toX: (ms: number) => number, now: number, scale: number }} Area */

/** Bars narrower than this show their kind by colour and height alone. */
const SHAPED = 7;
const MAX_LANE = 30;

/** How much of its lane each kind fills: what one sees of a shape when a bar is a pixel wide. */
const HEIGHTS = {
  pending: 1,
  answered: 1,
  retried: 0.7,
  split: 0.85,
  failed: 1,
  hedged: 0.45,
  abandoned: 0.3,
};

/** @param {Canvas} canvas @param {import("../run/attempts.js").Attempts} attempts @param {Area} area */
export function drawBars(canvas, attempts, area) {
  const { from, to, kinds, lanes } = attempts.columns();
  const { length } = attempts;
  const laneHeight = Math.min(area.height / Math.max(1, attempts.lanes), MAX_LANE * area.scale);
  const gap = laneHeight > 6 * area.scale ? 2 * area.scale : 0;
  const right = area.left + area.width;
  canvas.save();
  // In each lane, how far it is painted, and whether with something worse than an answer: of a hundred bars on a pixel one is drawn.
  const painted = new Float64Array(attempts.lanes).fill(-1);
  const paintedKind = new Uint8Array(attempts.lanes);
  for (let bar = 0; bar < length; bar++) {
    const start = area.toX(from[bar]);
    const end = area.toX(Number.isNaN(to[bar]) ? area.now : to[bar]);
    if (end < area.left || start > right) continue;
    const lane = lanes[bar];
    if (end <= painted[lane] && kinds[bar] <= paintedKind[lane]) continue;
    const x = Math.max(area.left, start);
    const width = Math.max(area.scale, Math.min(right, end) - x);
    painted[lane] = Math.ceil(x + width);
    paintedKind[lane] = kinds[bar];
    const box = { x, y: area.top + lane * laneHeight + gap / 2, width, height: laneHeight - gap };
    drawBar(canvas, KINDS[kinds[bar]], box, area.scale);
  }
  canvas.restore();
}

/** @param {Canvas} canvas @param {import("../run/attempts.js").Kind} kind @param {Box} lane @param {number} scale */
export function drawBar(canvas, kind, lane, scale) {
  const height = Math.max(scale, lane.height * HEIGHTS[kind]);
  const box = { ...lane, y: lane.y + (lane.height - height) / 2, height };
  canvas.fillStyle = colours()[kind];
  canvas.strokeStyle = colours()[kind];
  if (box.width < SHAPED * scale) canvas.fillRect(box.x, box.y, box.width, box.height);
  else SHAPES[kind](canvas, { ...box, width: box.width - scale }, scale);
}

/** @type {Record<import("../run/attempts.js").Kind, (canvas: Canvas, box: Box, scale: number) => void>} */
const SHAPES = {
  /** A frame, open to the right. */
  pending(canvas, { x, y, width, height }, scale) {
    canvas.globalAlpha = 0.35;
    canvas.fillRect(x, y, width, height);
    canvas.globalAlpha = 1;
    canvas.fillRect(x, y, 2 * scale, height);
  },
  answered: fill,
  /** An arrow: it goes on. */
  retried(canvas, { x, y, width, height }) {
    const point = Math.min(width, height / 2);
    polygon(canvas, [
      [x, y],
      [x + width - point, y],
      [x + width, y + height / 2],
      [x + width - point, y + height],
      [x, y + height],
    ]);
  },
  /** A swallow's tail: it becomes two. */
  split(canvas, { x, y, width, height }) {
    const notch = Math.min(width / 2, height / 2);
    polygon(canvas, [
      [x, y],
      [x + width, y],
      [x + width - notch, y + height / 2],
      [x + width, y + height],
      [x, y + height],
    ]);
  },
  /** Crossed out. */
  failed(canvas, box, scale) {
    fill(canvas, box);
    const size = Math.min(box.width, box.height) * 0.28;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    canvas.strokeStyle = colours().card;
    canvas.lineWidth = 2 * scale;
    line(canvas, x - size, y - size, x + size, y + size);
    line(canvas, x - size, y + size, x + size, y - size);
  },
  /** A slim bar with a disc at its end. */
  hedged(canvas, box) {
    fill(canvas, box);
    // No wider than the bar, or it would hide what comes after it.
    const radius = Math.min(box.height * 0.9, box.width / 2);
    canvas.beginPath();
    canvas.arc(box.x + box.width - radius, box.y + box.height / 2, radius, 0, 2 * Math.PI);
    canvas.fill();
  },
  /** A dashed line that comes to nothing. */
  abandoned(canvas, { x, y, width, height }, scale) {
    canvas.lineWidth = 2 * scale;
    canvas.setLineDash([4 * scale, 3 * scale]);
    canvas.strokeRect(x + scale, y + scale, width - 2 * scale, Math.max(scale, height - 2 * scale));
    canvas.setLineDash([]);
  },
};

/** @param {Canvas} canvas @param {Box} box */
function fill(canvas, { x, y, width, height }) {
  canvas.fillRect(x, y, width, height);
}

/** @param {Canvas} canvas @param {[number, number][]} points */
function polygon(canvas, points) {
  canvas.beginPath();
  for (const [x, y] of points) canvas.lineTo(x, y);
  canvas.fill();
}

/** @param {Canvas} canvas @param {number} x @param {number} y @param {number} toX @param {number} toY */
function line(canvas, x, y, toX, toY) {
  canvas.beginPath();
  canvas.moveTo(x, y);
  canvas.lineTo(toX, toY);
  canvas.stroke();
}

/**
 * A stretch in which the service asked to be left alone: hatched from top to bottom, and named where there is room.
 *
 * @param {Canvas} canvas
 * @param {readonly { from: number, to: number }[]} gates
 * @param {Area} area
 */
export function drawGates(canvas, gates, area) {
  const { gate } = colours();
  for (const { from, to } of gates) {
    const x = Math.max(area.left, area.toX(from));
    const width = Math.min(area.left + area.width, area.toX(to)) - x;
    if (width <= 0) continue;
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, area.top, width, area.height);
    canvas.clip();
    canvas.fillStyle = gate;
    canvas.globalAlpha = 0.14;
    canvas.fillRect(x, area.top, width, area.height);
    canvas.globalAlpha = 0.5;
    canvas.strokeStyle = gate;
    canvas.lineWidth = area.scale;
    const step = 9 * area.scale;
    for (let at = x - area.height; at < x + width; at += step)
      line(canvas, at, area.top + area.height, at + area.height, area.top);
    canvas.restore();
  }
}
