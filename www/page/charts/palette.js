/** The colours of the style sheet, for what is drawn on a canvas: read anew when the person turns to dark or light. */

import { KINDS } from "../run/attempts.js";

const NAMES = /** @type {const} */ (["text", "quiet", "line", "card", "accent", "gate", ...KINDS]);

/** @typedef {Record<(typeof NAMES)[number], string>} Palette */

/** @type {Palette | undefined} */
let palette;
/** @type {Set<() => void>} */
const listeners = new Set();

for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
  matchMedia(query).addEventListener("change", () => {
    palette = undefined;
    for (const listen of listeners) listen();
  });

/** @returns {Palette} */
export function colours() {
  if (palette === undefined) {
    // By an element, since a colour may be one of the system's, which a canvas does not know as the page does.
    const probe = document.createElement("i");
    document.body.append(probe);
    const read = NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    palette = /** @type {Palette} */ (Object.fromEntries(read));
  }
  return palette;
}

/** @param {() => void} listen */
export function onColours(listen) {
  listeners.add(listen);
}
