/**
 * What is wrong with where things stand, as it is seen: what sticks out to the side, and what lies over something else.
 * It is run within the page, and so knows nothing but its argument.
 *
 * @param {Document} document
 * @returns {string[]}
 */
export function misplaced(document) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const wide = document.documentElement.scrollWidth - view.innerWidth;
  const found = wide > 0 ? [`${wide} pixels stick out to the side`] : [];

  /** @typedef {{ what: string, at: Element, left: number, top: number, right: number, bottom: number }} Box */
  /** @type {Box[]} */
  const boxes = [];

  /** Only what is to be seen of it. @param {Element} at @param {DOMRect} rect @param {string} what @param {Element | null} inside */
  function add(at, rect, what, inside) {
    const box = { what, at, left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
    for (let around = inside; around; around = around.parentElement) {
      if (view.getComputedStyle(around).overflowX === "visible") continue;
      const edge = around.getBoundingClientRect();
      box.left = Math.max(box.left, edge.left);
      box.right = Math.min(box.right, edge.right);
      box.top = Math.max(box.top, edge.top);
      box.bottom = Math.min(box.bottom, edge.bottom);
    }
    // Of a line of text, what letters take.
    const inset = Math.max(1, (box.bottom - box.top) * 0.15);
    box.top += inset;
    box.bottom -= inset;
    if (box.right - box.left > 2 && box.bottom - box.top > 2) boxes.push(box);
  }

  const controls = "button, input, select, textarea, .editor, canvas, .ledger-bar";
  for (const at of document.body.querySelectorAll(controls))
    if (at.checkVisibility({ visibilityProperty: true }) && !at.closest(".unseen"))
      add(
        at,
        at.getBoundingClientRect(),
        at.id || at.getAttribute("name") || at.textContent || at.tagName,
        at.parentElement,
      );

  const texts = document.createTreeWalker(document.body, 4);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const at = text.parentElement;
    const said = text.textContent?.trim() ?? "";
    if (!at || said === "" || !at.checkVisibility({ visibilityProperty: true })) continue;
    if (at.closest(`${controls}, script, .skip, .tip`)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) add(at, rect, said.slice(0, 40), at);
  }

  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 1 && down > 1 && !one.at.contains(other.at) && !other.at.contains(one.at))
        found.push(`"${one.what}" and "${other.what}" lie over each other`);
    }
  }

  // Numbers are read whole, or they are wrong.
  for (const at of document.body.querySelectorAll("dd, b, .sum, td"))
    if (
      at.checkVisibility() &&
      at.scrollWidth > at.clientWidth + 1 &&
      view.getComputedStyle(at).display !== "inline"
    )
      found.push(`"${at.textContent}" does not fit`);
  return found;
}
