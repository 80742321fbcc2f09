/** Where a table is wider than its place, says so: many a screen shows no scroll bar until one scrolls. */

import { make } from "./dom.js";

/** @param {HTMLElement} scroller whose first child is as wide as what is in it */
export function saysMore(scroller) {
  const hint = make(
    "p",
    { class: "hint sideways", hidden: "" },
    "More columns to the right: scroll sideways →",
  );
  scroller.after(hint);
  const show = () => {
    const { scrollLeft, clientWidth, scrollWidth } = scroller;
    hint.hidden = scrollLeft + clientWidth >= scrollWidth - 2;
  };
  const observer = new ResizeObserver(show);
  observer.observe(scroller);
  if (scroller.firstElementChild) observer.observe(scroller.firstElementChild);
  scroller.addEventListener("scroll", show, { passive: true });
}
