/** What the bars mean, each drawn as on the timeline, with how many there are. */

import { make, setText } from "../dom.js";
import { count } from "../format.js";
import { drawBar } from "./bars.js";
import { onColours } from "./palette.js";

/** @type {Record<import("../run/attempts.js").Kind, string>} */
export const KIND_TEXTS = {
  pending: "in flight",
  answered: "answered",
  retried: "tried again, for all or some",
  split: "refused, halved",
  failed: "failed for good",
  hedged: "second copy, was faster",
  abandoned: "cancelled",
};

const WIDTH = 30;
const HEIGHT = 14;

/**
 * @param {Element} list
 * @returns {(attempts: import("../run/attempts.js").Attempts) => void} shows how many there are
 */
export function legend(list) {
  const kinds = /** @type {import("../run/attempts.js").Kind[]} */ (Object.keys(KIND_TEXTS));
  const items = kinds.map((kind) => {
    const number = make("b", {}, "0");
    const item = make("li", { "data-kind": kind, hidden: "" }, swatch(kind), `${KIND_TEXTS[kind]} `, number);
    return { kind, item, number };
  });
  const gates = make("b", {}, "0");
  const gateText = make("span");
  const gate = make("li", { "data-kind": "gate", hidden: "" }, make("i", { class: "gate" }), gateText, gates);
  list.replaceChildren(...items.map(({ item }) => item), gate);
  return (attempts) => {
    for (const { kind, item, number } of items) {
      setText(number, count(attempts.count(kind)));
      item.hidden = attempts.count(kind) === 0;
    }
    setText(gates, count(attempts.gates.length));
    setText(gateText, `service asked for rest (${[...attempts.gateStatuses].join(", ")})`);
    gate.hidden = attempts.gates.length === 0;
  };
}

/** @param {import("../run/attempts.js").Kind} kind */
function swatch(kind) {
  const scale = devicePixelRatio;
  const canvas = make("canvas", {
    width: `${WIDTH * scale}`,
    height: `${HEIGHT * scale}`,
    "aria-hidden": "true",
  });
  const draw = () => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.clearRect(0, 0, canvas.width, canvas.height);
    drawBar(context, kind, { x: 0, y: 0, width: canvas.width, height: canvas.height }, scale);
  };
  draw();
  onColours(draw);
  return canvas;
}
