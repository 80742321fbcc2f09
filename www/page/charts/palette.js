/** The colours of the style sheet, for what is drawn on a canvas: read anew when the person turns to dark or light. */

import { KINDS } from "../run/attempts.js";

const NAMES = /** @type {const} */ (["text", "quiet", "line", "card", "accent", "gate", ...KINDS]);

/** @typedef {Record<(typeof NAMES)[number], string>} Palette */

/** @type {Palette | undefined} */
let palette;
/** @type {Set<() => void>} */
const watchers = new Set();

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  palette = undefined;
  for (const watch of watchers) watch();
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

/** @param {() => void} watch */
export function onColours(watch) {
  watchers.add(watch);
}
