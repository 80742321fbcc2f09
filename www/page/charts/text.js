/** Sizes of what is drawn on a canvas: as the text of the page, they follow what the person has set the browser to. */

/** CSS pixels. @param {number} times the size of the page's text */
export function rem(times) {
  return times * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** @param {number} times the size of the page's text @param {{ weight?: number, scale?: number }} [how] */
export function font(times, { weight = 400, scale = 1 } = {}) {
  return `${weight} ${rem(times) * scale}px system-ui, sans-serif`;
}
