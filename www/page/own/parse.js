/** Users as people have them at hand: JSON, a JSON value a line, or CSV with a line of names. */

import Papa from "papaparse";

/** @typedef {{ format: "JSON" | "NDJSON" | "CSV", users: any[] }} Parsed */

/** @param {string} text @returns {Parsed} */
export function parseUsers(text) {
  const trimmed = text.trim();
  if (trimmed === "") throw new Error("Paste or drop a sample of your users first.");
  if (trimmed.startsWith("[")) return { format: "JSON", users: usersIn(JSON.parse(trimmed)) };
  if (trimmed.startsWith("{")) return parseObjects(trimmed);
  return { format: "CSV", users: parseCsv(trimmed) };
}

/** @param {string} text an object, or one a line @returns {Parsed} */
function parseObjects(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length > 1 && isJson(lines[0])) return { format: "NDJSON", users: lines.map(parseLine) };
  return { format: "JSON", users: usersIn(JSON.parse(text)) };
}

/** @param {string} line @param {number} index */
function parseLine(line, index) {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`Line ${index + 1} is no JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Some wrap the list: {"users": […]}. @param {unknown} value @returns {any[]} */
function usersIn(value) {
  if (Array.isArray(value)) return value;
  const lists = value instanceof Object ? Object.values(value).filter(Array.isArray) : [];
  const list = lists.find((list) => list.every((/** @type {unknown} */ user) => user instanceof Object));
  return list ?? [value];
}

/** @param {string} text */
function parseCsv(text) {
  const { data, errors } = Papa.parse(text, { header: true, skipEmptyLines: true, transform: asNumber });
  const [error] = errors.filter(({ code }) => code !== "UndetectableDelimiter");
  if (error) throw new Error(`Line ${(error.row ?? 0) + 2} of the CSV: ${error.message}`);
  return data;
}

/** Only what a number would be written as again: 007 is a name, and so are more digits than a number keeps. @param {string} text */
function asNumber(text) {
  const number = Number(text);
  return text !== "" && String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER
    ? number
    : text;
}
