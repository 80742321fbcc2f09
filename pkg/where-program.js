/**
 * Conditions as the engine reads them (`src/reply/condition/node.rs`): a tree of nodes of one make. Written as a string of
 * which each character is a byte, so that pieces are joined and sorted as strings are.
 *
 * @typedef {string} Bytes
 */

/** What a node is: its place here. */
const OPS = [
  ...["all", "any", "none", "at", "name"],
  ...["=", ">", ">=", "<", "<=", "in", "exists", "size", "mod", "type", "document", "element"],
  ...["null", "false", "true", "number", "bigint", "text", "array", "object", "member"],
];

/**
 * @param {string} op
 * @param {readonly Bytes[]} [parts]
 * @param {Bytes} [text]
 * @param {number} [value]
 */
function node(op, parts = [], text = "", value = 0) {
  const head = String.fromCharCode(OPS.indexOf(op)) + number(value);
  return head + number(text.length) + text + number(parts.length) + parts.join("");
}

const bytesOfDouble = new Uint8Array(8);
const asDouble = new DataView(bytesOfDouble.buffer);
/** Announces a double. */
const DOUBLE = 0xff;

/** @param {number} value @returns {Bytes} */
function number(value) {
  // As most are: of a node few of the numbers say anything.
  const isSmall = (value & 0xff) === value && value !== DOUBLE;
  if (isSmall) return String.fromCharCode(value);
  asDouble.setFloat64(0, value);
  let bytes = String.fromCharCode(DOUBLE);
  // A plain loop: to spread the bytes takes half as long again, and there can be thousands of numbers.
  for (let index = 0; index < 8; index++) bytes += String.fromCharCode(bytesOfDouble[index]);
  return bytes;
}

/** UTF-8, but with unpaired surrogates kept as they would be encoded. @param {string} text @returns {Bytes} */
function wtf8(text) {
  // As nearly all are.
  if (!/[^ -~]/.test(text)) return text;
  return Array.from(text, (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    const low = (/** @type {number} */ shift) => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x80) return character;
    if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), low(0));
    if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), low(6), low(0));
    return String.fromCharCode(0xf0 | (code >> 18), low(12), low(6), low(0));
  }).join("");
}

/**
 * The whole: the members of a row that its paths begin with, and a query.
 *
 * @param {readonly string[]} members
 * @param {Bytes} query
 */
export function program(members, query) {
  const bytes = node("all", [...members.map(name), query]);
  // A plain loop: there can be thousands of values.
  const program = new Uint8Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) program[index] = bytes.charCodeAt(index);
  return program;
}

/** With the element it means in an array, where it is written as an index is. @param {string} of */
function name(of) {
  const index = Number(of) >>> 0;
  return node("name", [], wtf8(of), String(index) === of ? index : -1);
}

/** @param {readonly Bytes[]} parts */
export function all(parts) {
  return parts.length === 1 ? parts[0] : node("all", parts);
}

/** @param {readonly Bytes[]} parts */
export function any(parts) {
  return parts.length === 1 ? parts[0] : node("any", parts);
}

/** @param {readonly Bytes[]} parts */
export function none(parts) {
  return node("none", parts);
}

/**
 * @param {number} member which captured member of the row the first name is; of an element none is captured
 * @param {readonly string[]} names
 * @param {Bytes} part about what is there
 */
export function at(member, names, part) {
  return node("at", [...names.map(name), part], "", member);
}

/** @param {"=" | ">" | ">=" | "<" | "<="} how @param {import("./where.js").Value} to */
export function compare(how, to) {
  return node(how, [value(to)]);
}

/** Numbers and strings, of which there can be thousands, are sorted. @param {readonly import("./where.js").Value[]} values */
export function oneOf(values) {
  const distinct = [...new Set(values)];
  const numbers = distinct.filter((value) => typeof value === "number").sort((a, b) => a - b);
  const texts = distinct.filter((value) => typeof value === "string").map(wtf8);
  const others = distinct.filter((value) => typeof value !== "string" && typeof value !== "number");
  const sorted = [...numbers.map(value), ...texts.sort().map((text) => node("text", [], text))];
  return node("in", [...sorted, ...others.map(value)], "", sorted.length);
}

export const exists = node("exists");

/** @param {number} of */
export function size(of) {
  return node("size", [], "", of);
}

/** @param {bigint} divisor @param {bigint} rest */
export function remainder(divisor, rest) {
  return node("mod", [value(divisor), value(rest)]);
}

/** @param {number} bits */
export function types(bits) {
  return node("type", [], "", bits);
}

/** An element that is an object (or an array) and meets a query. @param {Bytes} query */
export function hasDocument(query) {
  return node("document", [query]);
}

/** @param {Bytes} part about the element */
export function hasElement(part) {
  return node("element", [part]);
}

/** @param {import("./where.js").Value} of @returns {Bytes} */
function value(of) {
  if (typeof of === "number") return node("number", [], "", of);
  if (typeof of === "bigint") return node("bigint", [], String(of));
  if (typeof of === "string") return node("text", [], wtf8(of));
  if (Array.isArray(of)) return node("array", of.map(value));
  if (!(of instanceof Map)) return node(String(of));
  return node(
    "object",
    Array.from(of, ([name, member]) => node("member", [value(member)], wtf8(name))),
  );
}
