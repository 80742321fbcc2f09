/** The colours of the style sheet, for what is drawn on a canvas: read anew when the person turns to dark or light. */

import { KINDS } from "../run/attempts.js";

const NAMES = /** @type {const} */ (["text", "quiet", "line", "card", "accent", "gate", ...KINDS]);

/** @typedef {Record<(typeof NAMES)[number], string>} Palette */

/** @type {Palette | undefined} */
let palette;
/** @type {Set<() => void>} */
const listeners = new Set();

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  palette = undefined;
  for (const listen of listeners) listen();
});

/** @returns {Palette} */
export function colours() {
  if (palette === undefined) {
    const style = getComputedStyle(document.documentElement);
    const read = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
    palette = /** @type {Palette} */ (Object.fromEntries(read));
  }
  return palette;
}

/** @param {() => void} listen */
export function onColours(listen) {
  listeners.add(listen);
}
