/**
 * A service of one's own, with a sample of users pasted or dropped. Neither users nor headers go into the address; and the
 * page has the browser not complete them, or else it would keep all of it anew with every change of the address.
 */

import { element, setText } from "../dom.js";
import { count, plural } from "../format.js";
import { parseUsers } from "./parse.js";

const sample = /** @type {HTMLTextAreaElement} */ (element("sample"));
const headers = /** @type {HTMLTextAreaElement} */ (element("headers"));
const said = element("sample-said");

/** @typedef {ReturnType<typeof read>} Sample */

export function createOwn() {
  const file = /** @type {HTMLInputElement} */ (element("sample-file"));
  file.addEventListener("change", () => take(file.files?.[0]));
  sample.addEventListener("dragover", (event) => event.preventDefault());
  sample.addEventListener("drop", (event) => {
    const [dropped] = event.dataTransfer?.files ?? [];
    if (!dropped) return;
    event.preventDefault();
    take(dropped);
  });

  /** @type {Sample | undefined} so that what is long is read once, and not whenever anything is changed */
  let latest;
  sample.addEventListener("input", () => {
    latest = undefined;
  });
  /** @param {string} key */
  function current(key) {
    if (latest?.key !== key) latest = read(sample.value, key);
    return latest;
  }

  return {
    /** @param {string} key the property that names a user */
    users(key) {
      const { users, error } = current(key);
      if (error) throw error;
      return users;
    },
    /** Says what the sample is, and answers how many users there are. @param {string} key */
    show(key) {
      const { text, said: what, isWrong, users } = current(key);
      // Before anything is pasted, nothing is wrong.
      setText(said, text === "" ? "" : what);
      said.classList.toggle("problem", isWrong);
      return users.length;
    },
    headers: readHeaders,
  };
}

/** @param {string} text @param {string} key */
function read(text, key) {
  try {
    const { format, users } = parseUsers(text, key);
    const nameless = users.filter((user) => user?.[key] === undefined || user[key] === "").length;
    const what =
      format === "ids"
        ? `${plural(users.length, "id")}.`
        : `${plural(users.length, "user")}, read as ${format}.`;
    const hint = nameless > 0 ? ` ${count(nameless)} of them have no "${key}", the user id field.` : "";
    return { text, key, users, said: what + hint, isWrong: nameless > 0 };
  } catch (thrown) {
    const error = /** @type {Error} */ (thrown);
    return { text, key, users: [], said: error.message, isWrong: true, error };
  }
}

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  sample.value = await file.text();
  sample.dispatchEvent(new Event("input", { bubbles: true }));
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
