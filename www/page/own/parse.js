/** Users as people have them at hand: JSON, a JSON value a line, CSV with a line of names, or ids, one a line. */

import Papa from "papaparse";

/** @typedef {{ format: "JSON" | "NDJSON" | "CSV" | "ids", users: any[] }} Parsed */

/** As columns are called; ids have digits or signs, or are no different from the first line. */
const NAME = /^[A-Za-z_]+$/;

/** @param {string} text @param {string} key the property that names a user, of which ids are the values @returns {Parsed} */
export function parseUsers(text, key) {
  const trimmed = text.trim();
  if (trimmed === "") throw new Error("Paste or drop a sample of your users first.");
  if (trimmed.startsWith("[")) return listed("JSON", parseJson(trimmed), key);
  if (trimmed.startsWith("{")) return parseObjects(trimmed, key);
  if (trimmed.startsWith("<"))
    throw new Error("This is HTML or XML. Paste JSON, NDJSON, CSV or ids, one a line.");
  const lines = linesOf(trimmed);
  if (isColumn(lines, key)) return listed("ids", lines.map(asNumber), key);
  return { format: "CSV", users: parseCsv(trimmed) };
}

/** Ids become users that have nothing else. @param {Parsed["format"]} format @param {any[]} users @param {string} key @returns {Parsed} */
function listed(format, users, key) {
  if (users.every((user) => user instanceof Object && !Array.isArray(user))) return { format, users };
  const odd = users.findIndex((user) => typeof user !== "string" && typeof user !== "number");
  if (odd >= 0)
    throw new Error(
      `Entry ${odd + 1} of the list is neither a user nor an id: ${JSON.stringify(users[odd])}.`,
    );
  return { format: "ids", users: users.map((id) => ({ [key]: id })) };
}

/** @param {string} text an object, or one a line @param {string} key @returns {Parsed} */
function parseObjects(text, key) {
  const lines = linesOf(text);
  if (lines.length > 1 && isJson(lines[0])) return listed("NDJSON", lines.map(parseLine), key);
  return { format: "JSON", users: usersIn(parseJson(text), key) };
}

/** @param {string} text */
function linesOf(text) {
  return text.split(/\r?\n/).flatMap((line) => line.trim() || []);
}

/** @param {string} text */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This begins like JSON, and is none: ${/** @type {Error} */ (error).message}`);
  }
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

/** Some wrap the list: {"users": […]}. @param {any} value @param {string} key @returns {any[]} */
function usersIn(value, key) {
  const lists = Object.values(value).filter(Array.isArray);
  const list = lists.find((list) => list.every((/** @type {unknown} */ user) => user instanceof Object));
  if (list) return list;
  if (Object.hasOwn(value, key)) return [value];
  throw new Error(`There is no list of users in this. Paste one, as in [{"${key}": 1}, {"${key}": 2}].`);
}

/** Whether these are ids: one value a line, and no name of a column above others that could be none. @param {string[]} lines @param {string} key */
function isColumn(lines, key) {
  if (lines.some((line) => /[,;\t"]/.test(line))) return false;
  const [first, ...rest] = lines;
  if (first === key) return false;
  return lines.length > 1 ? !NAME.test(first) || rest.every((line) => NAME.test(line)) : !NAME.test(first);
}

/** @param {string} text */
function parseCsv(text) {
  const { data, errors } = Papa.parse(text, { header: true, skipEmptyLines: true, transform: asNumber });
  const [error] = errors.filter(({ code }) => code !== "UndetectableDelimiter");
  if (error) throw new Error(`Line ${(error.row ?? 0) + 2} of the CSV: ${error.message}`);
  if (data.length === 0)
    throw new Error("There is no list of users in this: one line of CSV only names its columns.");
  return data;
}

/** Only what a number would be written as again: 007 is a name, and so are more digits than a number keeps. @param {string} text */
function asNumber(text) {
  const number = Number(text);
  return text !== "" && String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER
    ? number
    : text;
}
