/** A table that has in the page only the rows one sees, so that 100,000 are as quick as ten. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { rem } from "./charts/text.js";
import { make } from "./dom.js";
import { saysMore } from "./sideways.js";

/** Of the page's text, as in the style sheet. */
const ROW_HEIGHT = 2.125;

/** @typedef {{ title: string, isNumber?: boolean, weight?: number }} Column */
/** @typedef {{ column: number, isDescending: boolean } | undefined} Sort */

/**
 * @param {HTMLElement} place
 * @param {object} what
 * @param {string} what.label
 * @param {Column[]} what.columns
 * @param {(index: number) => string[]} what.cells of the row that is shown at `index`
 * @param {(sort: Sort) => void} [what.onSort] makes the headings buttons
 */
export function createGrid(place, { label, columns, cells, onSort }) {
  const body = make("div", { role: "rowgroup", class: "grid-body" });
  const head = make("div", { role: "row", class: "grid-row grid-head", "aria-rowindex": "1" });
  const table = make(
    "div",
    { role: "table", class: "grid", "aria-label": label, tabindex: "0" },
    make("div", { role: "rowgroup", class: "grid-heads" }, head),
    body,
  );
  place.replaceChildren(table);
  saysMore(table);
  /** @type {Map<number, HTMLElement>} */
  const rows = new Map();
  /** @type {Sort} */
  let sort;
  let count = 0;
  // Asked for when rows are shown anew, and neither for each of them nor while they come.
  let height = rem(ROW_HEIGHT);

  const virtualizer = new Virtualizer({
    ...options(),
    count: 0,
  });
  virtualizer._didMount();
  virtualizer._willUpdate();

  function options() {
    return {
      count,
      getScrollElement: () => table,
      estimateSize: () => height,
      overscan: 6,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: paint,
    };
  }

  function paint() {
    const visible = virtualizer.getVirtualItems();
    body.style.height = `${virtualizer.getTotalSize()}px`;
    const wanted = new Set(visible.map(({ index }) => index));
    for (const [index, row] of rows) {
      if (wanted.has(index)) continue;
      row.remove();
      rows.delete(index);
    }
    for (const { index, start } of visible) {
      if (rows.has(index)) continue;
      const row = make("div", { role: "row", class: "grid-row", "aria-rowindex": String(index + 2) });
      row.style.translate = `0 ${start}px`;
      row.append(...cells(index).map((text, column) => cell(text, column)));
      rows.set(index, row);
      // In the order of the list, which is the order in which they are read out.
      const next = [...rows.keys()].filter((other) => other > index).sort((a, b) => a - b)[0];
      body.insertBefore(row, next === undefined ? null : (rows.get(next) ?? null));
    }
  }

  /** @param {string} text @param {number} column */
  function cell(text, column) {
    return make(
      "div",
      { role: "cell", class: columns[column].isNumber ? "number" : undefined, title: text },
      text,
    );
  }

  function paintHead() {
    table.setAttribute("aria-colcount", String(columns.length));
    const widths = columns.map(({ weight = 1 }) => `minmax(${weight * 6.5}rem, ${weight}fr)`);
    table.style.setProperty("--widths", widths.join(" "));
    const least = columns.reduce((sum, { weight = 1 }) => sum + weight * 6.5, 0);
    table.style.setProperty("--least", `${least}rem`);
    head.replaceChildren(
      ...columns.map(({ title, isNumber }, column) => {
        const direction = sort?.column !== column ? "none" : sort.isDescending ? "descending" : "ascending";
        const heading = onSort ? make("button", { type: "button", "data-sort": direction }, title) : title;
        const sorted = onSort ? direction : undefined;
        const made = make("div", { role: "columnheader", "aria-sort": sorted }, heading);
        made.classList.toggle("number", isNumber === true);
        if (heading instanceof HTMLElement) heading.addEventListener("click", () => toggle(column));
        return made;
      }),
    );
  }

  /** @param {number} column */
  function toggle(column) {
    if (sort?.column !== column) sort = { column, isDescending: false };
    else sort = sort.isDescending ? undefined : { column, isDescending: true };
    paintHead();
    /** @type {HTMLElement | null} */ (head.children[column].firstElementChild)?.focus();
    onSort?.(sort);
  }

  paintHead();
  return {
    /** Shows so many rows, asked for anew. @param {number} rowCount */
    setCount(rowCount) {
      height = rem(ROW_HEIGHT);
      clear();
      grow(rowCount);
    },
    /** Shows more rows after those that are there. @param {number} rowCount */
    grow,
    /** @param {Column[]} changed */
    setColumns(changed) {
      columns = changed;
      sort = undefined;
      clear();
      paintHead();
    },
    toTop: () => virtualizer.scrollToOffset(0),
  };

  /** @param {number} rowCount */
  function grow(rowCount) {
    count = rowCount;
    table.setAttribute("aria-rowcount", String(count + 1));
    virtualizer.setOptions(options());
    virtualizer._willUpdate();
    paint();
  }

  function clear() {
    for (const row of rows.values()) row.remove();
    rows.clear();
  }
}
