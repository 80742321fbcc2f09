import { wrong } from "./errors.js";
import { unknown, wrongValue } from "./where-errors.js";
import * as program from "./where-program.js";
import { deeper, isLogical, isOperator, query, within } from "./where-query.js";

/**
 * Reads what a condition says of one path: a plain value, or operators.
 *
 * @typedef {import("./where.js").Value} Value
 * @typedef {Map<string, Value>} Members
 */

/** @type {Record<string, (at: string, value: Value, depth: number) => program.Bytes>} */
const OPERATORS = {
  $eq: equal,
  $ne: (at, value, depth) => not(equal(at, value, depth)),
  $gt: (at, value, depth) => compare(at, ">", value, depth),
  $gte: (at, value, depth) => compare(at, ">=", value, depth),
  $lt: (at, value, depth) => compare(at, "<", value, depth),
  $lte: (at, value, depth) => compare(at, "<=", value, depth),
  $in: oneOf,
  $nin: (at, value, depth) => not(oneOf(at, value, depth)),
  $exists: (at, value) => {
    if (typeof value !== "boolean") throw wrongValue(at, "true or false", value);
    return value ? program.exists : not(program.exists);
  },
  $not: (at, value, depth) => {
    const members = operators(at, value);
    if (members === undefined) throw wrongValue(at, "an object of operators", value);
    return not(all(at, members, depth));
  },
  $size: (at, value) => {
    const size = integer(value);
    // No array of a reply has more elements.
    if (size === undefined || size < 0 || size >= 2 ** 32)
      throw wrongValue(at, "an integer of 0 or more", value);
    return program.size(Number(size));
  },
  $all: every,
  $elemMatch: someElement,
  $mod: (at, value) => {
    const [divisor, rest, ...more] = Array.isArray(value) ? value.map(integer) : [];
    if (!divisor || rest === undefined || more.length > 0) {
      throw wrongValue(at, "an array of two integers, the divisor not 0", value);
    }
    return program.remainder(divisor, rest);
  },
  $type: (at, value) => program.types(typesOf(at, value)),
};

/** Each with its number, and a bit as the engine has it (`src/reply/condition/element.rs`). @type {[string, number | undefined, number][]} */
const TYPES = [
  ["double", 1, 1],
  ["string", 2, 2],
  ["object", 3, 4],
  ["array", 4, 8],
  ["bool", 8, 16],
  ["null", 10, 32],
  ["int", 16, 64],
  ["long", 18, 128],
  ["number", undefined, 1 | 64 | 128],
];

/**
 * What is wanted of a value.
 *
 * @param {string} at
 * @param {Value} value
 * @param {number} depth levels that are left
 */
export function predicate(at, value, depth) {
  const members = operators(at, value);
  return members === undefined ? equal(at, value, depth) : all(at, members, depth);
}

/**
 * The operators that a value is, if it is no plain one; an object that mixes them with other members is an error.
 *
 * @param {string} at
 * @param {Value} value
 * @returns {Members | undefined}
 */
function operators(at, value) {
  if (!(value instanceof Map)) return undefined;
  let operator;
  let other;
  for (const name of value.keys()) {
    if (isOperator(name)) operator ??= name;
    else other ??= name;
  }
  if (operator === undefined) return undefined;
  if (other === undefined) return value;
  throw wrong(at, "either operators only or a plain value", `\`${operator}\` beside \`${other}\``);
}

/**
 * Operators that all have to hold.
 *
 * @param {string} at
 * @param {Members} members
 * @param {number} depth
 */
function all(at, members, depth) {
  const left = deeper(at, depth);
  const parts = [];
  for (const [name, value] of members) {
    const place = within(at, name);
    const read = OPERATORS[name];
    if (read === undefined) throw unknown(place, Object.keys(OPERATORS), name);
    parts.push(read(place, value, left));
  }
  return program.all(parts);
}

/** @param {program.Bytes} predicate */
function not(predicate) {
  return program.none([predicate]);
}

/**
 * @param {string} at
 * @param {Value} value
 * @param {number} depth
 */
function equal(at, value, depth) {
  return compare(at, "=", value, depth);
}

/**
 * @param {string} at
 * @param {Parameters<typeof program.compare>[0]} how
 * @param {Value} value
 * @param {number} depth
 */
function compare(at, how, value, depth) {
  checkEnds(at, value, depth);
  return program.compare(how, value);
}

/**
 * A value is compared level by level, so it has to end.
 *
 * @param {string} at
 * @param {Value} value
 * @param {number} depth
 */
function checkEnds(at, value, depth) {
  if (!(value instanceof Map || Array.isArray(value))) return;
  const left = deeper(at, depth);
  for (const inner of value.values()) checkEnds(at, inner, left);
}

/**
 * @param {string} at
 * @param {Value} value
 */
function values(at, value) {
  if (!Array.isArray(value)) throw wrongValue(at, "an array of values", value);
  return value;
}

/**
 * @param {string} at
 * @param {Value} value
 * @param {number} depth
 */
function oneOf(at, value, depth) {
  const list = values(at, value);
  list.forEach((one, index) => {
    checkIsPlain(`${at}.${index}`, one);
    checkEnds(`${at}.${index}`, one, depth);
  });
  return program.oneOf(list);
}

/**
 * @param {string} at
 * @param {Value} value
 */
function checkIsPlain(at, value) {
  const isPlain = !(value instanceof Map) || ![...value.keys()].some(isOperator);
  if (!isPlain) throw wrong(at, "a plain value", "an object of operators");
}

/**
 * `$all`: each of the values, or each of the `$elemMatch`.
 *
 * @param {string} at
 * @param {Value} value
 * @param {number} depth
 */
function every(at, value, depth) {
  const list = values(at, value);
  // Of no values: none has them all.
  if (list.length === 0) return not(program.all([]));
  const isMatch = (/** @type {Value} */ one) => one instanceof Map && one.size === 1 && one.has("$elemMatch");
  const areMatches = list.some(isMatch);
  const parts = list.map((one, index) => {
    const place = `${at}.${index}`;
    if (!areMatches) {
      checkIsPlain(place, one);
      return equal(place, one, depth);
    }
    if (!isMatch(one)) throw wrongValue(place, "an `$elemMatch` as the others are", one);
    return predicate(place, one, depth);
  });
  return program.all(parts);
}

/**
 * `$elemMatch`: operators on the elements, or a query on those that are objects.
 *
 * @param {string} at
 * @param {Value} value
 * @param {number} depth
 */
function someElement(at, value, depth) {
  if (!(value instanceof Map)) throw wrongValue(at, "an object of conditions", value);
  const left = deeper(at, depth);
  const isOnValue = [...value.keys()].some((name) => isOperator(name) && !isLogical(name));
  return isOnValue
    ? program.hasElement(predicate(at, value, left))
    : program.hasDocument(query(at, value, undefined, left));
}

/**
 * @param {string} at
 * @param {Value} value
 */
function typesOf(at, value) {
  if (!Array.isArray(value) || value.length === 0) return typeOf(at, value);
  return value.reduce((/** @type {number} */ bits, one, index) => bits | typeOf(`${at}.${index}`, one), 0);
}

/**
 * @param {string} at
 * @param {Value} value
 */
function typeOf(at, value) {
  const wanted = typeof value === "bigint" ? Number(value) : value;
  const known = TYPES.find(([name, number]) => wanted === name || wanted === number);
  if (known !== undefined) return known[2];
  if (typeof value === "string") {
    throw unknown(
      at,
      TYPES.map(([name]) => name),
      value,
    );
  }
  const takes = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
  throw wrongValue(at, takes, value);
}

/** The integer of 64 bits that a value is. @param {Value} value */
function integer(value) {
  const whole = Number.isInteger(value) ? BigInt(/** @type {number} */ (value)) : value;
  return typeof whole === "bigint" && BigInt.asIntN(64, whole) === whole ? whole : undefined;
}
