/** What to do about a reply that cannot be read. Nothing here may throw: the reply is whatever a service answers. */

/** A longer reply is not looked through. */
const LONGEST = 262_144;
/** So deep is looked for rows. */
const LEVELS = 3;
/** Of the members of a row, so many are named. */
const MOST_NAMES = 12;

/**
 * The end of the message: what is there in place of what was looked for, and the option that says so.
 *
 * @param {any} content a body, or the rows that `send` answered
 * @param {import("./batch.js").Batch} batch
 * @param {string} rows the option
 * @param {string | undefined} rowKey the same
 */
export function hintOf(content, batch, rows, rowKey) {
  try {
    const isList = Array.isArray(content);
    if (!isList && content.length > LONGEST) return "";
    const text = isList ? "" : content.text();
    if (/^\s*</.test(text)) return markup(content.answer);
    const reply = isList ? content : JSON.parse(text);
    const there = isList ? reply : at(reply, rows);
    if (Array.isArray(there)) return rowKey === undefined ? "" : otherKey(there, rowKey, batch);
    const path = pathOfRows(reply, "", LEVELS);
    return path === undefined ? "" : `; its \`${path}\` is an array: set \`rows: ${JSON.stringify(path)}\``;
  } catch {
    // No JSON, or nothing that can be looked at: the message says so already.
    return "";
  }
}

/** @param {any} answer */
function markup(answer) {
  const type = answer?.headers?.get?.("content-type");
  const from = answer?.redirected ? `, after a redirect to ${answer.url}` : "";
  return `; it looks like a page (${type ?? "without a content-type"}${from}): is the address right, and the login?`;
}

/** @param {any} value @param {string} path */
function at(value, path) {
  for (const name of path === "" ? [] : path.split(".")) value = value?.[name];
  return value;
}

/**
 * Where the first array is in which there may be rows.
 *
 * @param {any} value
 * @param {string} path
 * @param {number} levels
 * @returns {string | undefined}
 */
function pathOfRows(value, path, levels) {
  if (Array.isArray(value)) return value.length > 0 && path !== "" ? path : undefined;
  if (levels === 0 || value === null || typeof value !== "object") return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = pathOfRows(member, path === "" ? name : `${path}.${name}`, levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * @param {any[]} rows
 * @param {string} rowKey
 * @param {import("./batch.js").Batch} batch
 */
function otherKey(rows, rowKey, batch) {
  const keys = new Set(batch.keys.ids.map(String));
  const [row] = rows;
  const isKey = (/** @type {unknown} */ value) =>
    ["string", "number"].includes(typeof value) && keys.has(String(value));
  if (isKey(row)) return '; the rows are keys themselves: set `rowKey: ""`';
  if (row === null || typeof row !== "object") return "";
  const names = Object.keys(row);
  const name = names.find((name) => name !== rowKey && rows.some((row) => isKey(row?.[name])));
  if (name !== undefined) return `; at \`${name}\` there is one: set \`rowKey: ${JSON.stringify(name)}\``;
  const more = names.length > MOST_NAMES ? ", …" : "";
  return `; the first row has ${names
    .slice(0, MOST_NAMES)
    .map((name) => `\`${name}\``)
    .join(", ")}${more}`;
}
