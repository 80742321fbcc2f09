import { show, wrong } from "./errors.js";
import { isObject } from "./members.js";
import { program } from "./where-program.js";
import { DEEPEST, query } from "./where-query.js";

/**
 * A value of a condition. Objects are taken over as maps: no name is special in those.
 *
 * @typedef {null | boolean | number | bigint | string | any[] | Map<string, any>} Value
 */

/**
 * Reads a condition in MongoDB's query language into what the engine puts to every row. Throws what is wrong with it.
 *
 * @param {unknown} where
 */
export function readCondition(where) {
  if (!isObject(where) || Array.isArray(where)) {
    throw wrong("where", "a condition or a function", show(where));
  }
  const condition = takeOver(where, "where", 0);
  /** The members of a row that the paths begin with. @type {string[]} */
  const members = [];
  return program(members, query("where", condition, members, DEEPEST));
}

/**
 * Once and for all, so that what is checked is what is asked.
 *
 * @param {any} value
 * @param {string} at
 * @param {number} depth
 * @returns {Value}
 */
function takeOver(value, at, depth) {
  if (depth > DEEPEST) {
    const got = `a deeper one at \`${at}\``;
    throw wrong("where", `at most ${DEEPEST} levels deep`, got);
  }
  // Which no row has, so that everybody would be skipped without a word.
  if (Number.isNaN(value)) throw wrong(at, "a number", "NaN");
  if (value === null || ["boolean", "number", "bigint", "string"].includes(typeof value)) return value;
  if (Array.isArray(value)) {
    return Array.from(value, (item, index) => takeOver(item, `${at}.${index}`, depth + 1));
  }
  if (isPlain(value)) {
    const members = new Map();
    for (const name of Object.keys(value))
      members.set(name, takeOver(value[name], `${at}.${name}`, depth + 1));
    return members;
  }
  throw wrong(at, "a string, a number, a bigint, a boolean, null, an array or a plain object", show(value));
}

/** Not a Date, a RegExp, a Map: JSON knows no such values, so that no row could ever match. @param {unknown} value */
function isPlain(value) {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
