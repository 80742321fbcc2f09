/** The line that says how it goes: coloured by what came of a run, with a sign for it. */

import { element, setText } from "./dom.js";

/** @typedef {"good" | "partly" | "bad" | "none"} Kind */

/** @param {string} text @param {Kind} [kind] */
export function say(text, kind = "none") {
  element("status").dataset.kind = kind;
  setText(element("status"), text);
}
