/** A service of one's own, with a sample of users pasted or dropped. Neither users nor headers go into the address. */

import { element, setText } from "../dom.js";
import { plural } from "../format.js";
import { parseUsers } from "./parse.js";

const sample = /** @type {HTMLTextAreaElement} */ (element("sample"));
const headers = /** @type {HTMLTextAreaElement} */ (element("headers"));
const said = element("sample-said");

/** @param {() => void} onChange */
export function createOwn(onChange) {
  const show = () => {
    describe();
    onChange();
  };
  sample.addEventListener("input", show);
  const file = /** @type {HTMLInputElement} */ (element("sample-file"));
  file.addEventListener("change", () => take(file.files?.[0], show));
  sample.addEventListener("dragover", (event) => event.preventDefault());
  sample.addEventListener("drop", (event) => {
    const [dropped] = event.dataTransfer?.files ?? [];
    if (!dropped) return;
    event.preventDefault();
    take(dropped, show);
  });
  return {
    users: () => parseUsers(sample.value).users,
    headers: relayedHeaders,
  };
}

/** @param {File | undefined} file @param {() => void} show */
async function take(file, show) {
  if (!file) return;
  sample.value = await file.text();
  show();
}

function describe() {
  try {
    const { format, users } = parseUsers(sample.value);
    setText(said, `${plural(users.length, "user")}, read as ${format}.`);
    said.classList.remove("problem");
  } catch (error) {
    setText(said, /** @type {Error} */ (error).message);
    said.classList.add("problem");
  }
}

/** @returns {Record<string, string>} */
function readHeaders() {
  const lines = headers.value.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) throw new Error(`A header is written as name: value, not ${JSON.stringify(line)}.`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

/** What is to be passed on has to be named, since a browser adds headers of its own. */
function relayedHeaders() {
  const given = readHeaders();
  const names = Object.keys(given ?? {});
  return names.length > 0 ? { ...given, "relay-headers": names.join(", ") } : given;
}

/**
 * The page talks to nobody but its own server, which passes on what is for others.
 *
 * @param {string} url
 */
export function relayed(url) {
  if (!URL.canParse(url, location.href)) throw new Error(`${JSON.stringify(url)} is no address.`);
  return `/relay?to=${encodeURIComponent(new URL(url, location.href).href)}`;
}
