/**
 * Conditions as the engine reads them (`src/reply/condition/program.rs`): a letter for what comes, then its parts. Made as
 * a string of which each character is a byte, so that pieces are joined, sorted and compared as strings are.
 *
 * @typedef {string} Bytes
 */

/** @param {number} value @returns {Bytes} */
export function number(value) {
  return String.fromCharCode(...new Uint8Array(new Float64Array([value]).buffer));
}

/** @param {readonly Bytes[]} items */
export function list(items) {
  return number(items.length) + items.join("");
}

/** @param {string} value */
export function text(value) {
  return sized(wtf8(value));
}

/** @param {Bytes} bytes */
function sized(bytes) {
  return number(bytes.length) + bytes;
}

/** UTF-8, but with unpaired surrogates kept as they would be encoded. @param {string} text @returns {Bytes} */
function wtf8(text) {
  return Array.from(text, (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    const low = (/** @type {number} */ shift) => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x80) return character;
    if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), low(0));
    if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), low(6), low(0));
    return String.fromCharCode(0xf0 | (code >> 18), low(12), low(6), low(0));
  }).join("");
}

// ---- queries, about a row or an element, and predicates, about what a path reaches ----------------

/** @param {readonly Bytes[]} parts */
export function all(parts) {
  return parts.length === 1 ? parts[0] : `&${list(parts)}`;
}

/** @param {readonly Bytes[]} queries */
export function any(queries) {
  return queries.length === 1 ? queries[0] : `|${list(queries)}`;
}

/** @param {readonly Bytes[]} parts */
export function none(parts) {
  return `!${list(parts)}`;
}

/**
 * @param {number} member which captured member of the row the first name is; of an element none is captured
 * @param {readonly string[]} names
 * @param {Bytes} predicate
 */
export function at(member, names, predicate) {
  return `@${number(member)}${list(names.map(segment))}${predicate}`;
}

/** With the element it means in an array, where it is written as an index is. @param {string} name */
function segment(name) {
  const index = Number(name) >>> 0;
  return text(name) + number(String(index) === name ? index : -1);
}

// ---- tests of one value --------------------------------------------------------------------------

/** @param {"=" | ">" | "<" | "g" | "l"} how the last two: or equal @param {import("./where.js").Value} to */
export function compare(how, to) {
  return how + value(to);
}

/** Strings and numbers, of which there can be thousands, are sorted. @param {readonly import("./where.js").Value[]} values */
export function oneOf(values) {
  const distinct = [...new Set(values)];
  const texts = distinct.filter((value) => typeof value === "string");
  const numbers = distinct.filter((value) => typeof value === "number");
  const others = distinct.filter((value) => typeof value !== "string" && typeof value !== "number");
  return [
    "i",
    list(texts.map(wtf8).sort().map(sized)),
    list(numbers.sort((a, b) => a - b).map(number)),
    list(others.map(value)),
  ].join("");
}

export const exists = "e";

/** @param {number} of */
export function size(of) {
  return `s${number(of)}`;
}

/** @param {bigint} divisor @param {bigint} rest */
export function remainder(divisor, rest) {
  return `m${text(String(divisor))}${text(String(rest))}`;
}

/** @param {number} bits */
export function types(bits) {
  return `t${number(bits)}`;
}

/** An element that is an object (or an array) and meets a query. @param {Bytes} query */
export function hasDocument(query) {
  return `d${query}`;
}

/** @param {Bytes} predicate */
export function hasElement(predicate) {
  return `h${predicate}`;
}

// ---- values --------------------------------------------------------------------------------------

/** @param {import("./where.js").Value} of @returns {Bytes} */
function value(of) {
  if (of === null) return "n";
  if (typeof of === "boolean") return of ? "t" : "f";
  if (typeof of === "number") return `#${number(of)}`;
  if (typeof of === "bigint") return `b${text(String(of))}`;
  if (typeof of === "string") return `"${text(of)}`;
  if (Array.isArray(of)) return `[${list(of.map(value))}`;
  return `{${list(Array.from(of, ([name, member]) => text(name) + value(member)))}`;
}
