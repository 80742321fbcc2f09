/** The controls: a form whose fields bear the names of the settings. */

import { element } from "../dom.js";
import { DEFAULTS, NAMES } from "./state.js";

/** @typedef {import("./state.js").Settings} Settings */
/** @typedef {import("./state.js").Name} Name */

const form = /** @type {HTMLFormElement} */ (element("controls"));

/** @param {(settings: Settings) => void} onChange */
export function createControls(onChange) {
  // Each service has rows of its own, and so a condition of its own.
  /** @type {Partial<Record<Settings["target"], string>>} */
  const conditions = { demo: DEFAULTS.where };
  let shown = DEFAULTS.target;

  const changed = () => {
    const { target, where } = read();
    if (target === shown) conditions[target] = where;
    else {
      shown = target;
      fillWhere(conditions[target] ?? where);
    }
    follow();
    onChange(read());
  };
  form.addEventListener("input", changed);
  return {
    read,
    /** @param {Settings} settings */
    write(settings) {
      for (const name of NAMES) fill(name, settings[name]);
      fillWhere(settings.where);
      shown = read().target;
      changed();
    },
    /** Takes back what a query asks for and no control takes, and answers the names of that. @param {string} query */
    mend(query) {
      const given = new URLSearchParams(query);
      const wrong = NAMES.filter((name) => given.has(name) && !takes(name, given.get(name) ?? ""));
      for (const name of wrong) fill(name, DEFAULTS[name]);
      if (wrong.length > 0) changed();
      return wrong.map((name) => `${name}=${given.get(name)}`);
    },
    /** What somebody wrote of their service, and as the demo's condition: that is theirs to keep. */
    typed() {
      const { url, body, rows, key, rowKey } = read();
      return { url, body, rows, key, rowKey, where: conditions.demo ?? DEFAULTS.where };
    },
    /** Whether all fields hold what they take; if not, the first that does not says so. */
    check() {
      const wrong = /** @type {HTMLInputElement | null} */ (
        form.querySelector("input:invalid, select:invalid")
      );
      for (let at = wrong?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
      return form.reportValidity();
    },
  };
}

/** @returns {Settings} */
function read() {
  const settings = NAMES.map((name) => {
    const field = /** @type {HTMLInputElement} */ (fieldOf(name));
    const fallback = DEFAULTS[name];
    if (typeof fallback === "boolean") return [name, field.checked];
    if (typeof fallback === "string") return [name, field.value];
    return [name, field.value === "" ? undefined : Number(field.value)];
  });
  return Object.fromEntries(settings);
}

/** Whether a control holds what the query says, and may. @param {Name} name @param {string} text */
function takes(name, text) {
  const value = String(read()[name] ?? "");
  const isSame = value === text || (value !== "" && Number(value) === Number(text));
  // Of what is left empty, somebody is told when it is needed.
  const field = /** @type {HTMLInputElement} */ (fieldOf(name));
  return isSame && (!field.validity || field.validity.valid || (text === "" && DEFAULTS[name] === ""));
}

/** @param {Name} name @param {Settings[Name]} value */
function fill(name, value) {
  const field = /** @type {HTMLInputElement} */ (fieldOf(name));
  if (typeof value === "boolean") field.checked = value;
  else field.value = String(value ?? "");
  // A select takes no value that it does not offer.
  if (field.value === "" && field instanceof HTMLSelectElement) field.value = String(DEFAULTS[name]);
}

/** @param {string} where */
function fillWhere(where) {
  fill("where", where);
  // So that whoever shows the field in a way of its own shows it anew.
  fieldOf("where").dispatchEvent(new Event("change"));
}

/** @param {string} name */
function fieldOf(name) {
  const field = /** @type {HTMLElement | null} */ (form.elements.namedItem(name));
  if (!field) throw new Error(`There is no control named ${name}`);
  return field;
}

/** Shows what goes together. */
function follow() {
  const { target, auto } = read();
  /** @type {HTMLInputElement} */ (fieldOf("concurrency")).disabled = auto;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-target]"))) {
    const isShown = part.dataset.target === target;
    part.hidden = !isShown;
    for (const field of part.querySelectorAll("input, select, textarea")) {
      /** @type {HTMLInputElement} */ (field).disabled = !isShown;
    }
  }
}
