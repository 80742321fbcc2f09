import { wrong } from "./errors.js";
import { unknown, wrongValue } from "./where-errors.js";
import { predicate } from "./where-operators.js";
import * as program from "./where-program.js";

/** @typedef {import("./where.js").Value} Value */

/** Deeper conditions are refused, as MongoDB refuses them: what is put to the rows follows their depth on the stack. */
export const DEEPEST = 100;

const LOGICAL = { $and: program.all, $or: program.any, $nor: program.none };

/** Whether a member's name is that of an operator, known or not. @param {string} name */
export function isOperator(name) {
  return name.startsWith("$");
}

/** Whether a member of an object says that the object is a query and not operators on one value. @param {string} name */
export function isLogical(name) {
  return Object.hasOwn(LOGICAL, name);
}

/**
 * Reads a query about a row, whose `members` are to be captured, or about an element.
 *
 * @param {string} at
 * @param {Value} condition
 * @param {string[] | undefined} members
 * @param {number} depth levels that are left
 * @returns {program.Bytes}
 */
export function query(at, condition, members, depth) {
  if (!(condition instanceof Map)) throw wrongValue(at, "an object of conditions", condition);
  const left = deeper(at, depth);
  const clauses = [];
  for (const [name, value] of condition) clauses.push(clause(within(at, name), name, value, members, left));
  return program.all(clauses);
}

/**
 * @param {string} at
 * @param {string} name
 * @param {Value} value
 * @param {string[] | undefined} members
 * @param {number} depth
 * @returns {program.Bytes}
 */
function clause(at, name, value, members, depth) {
  if (isLogical(name)) {
    if (!Array.isArray(value) || value.length === 0) {
      throw wrongValue(at, "a non-empty array of conditions", value);
    }
    const join = LOGICAL[/** @type {keyof typeof LOGICAL} */ (name)];
    return join(value.map((one, index) => query(`${at}.${index}`, one, members, depth)));
  }
  if (isOperator(name)) throw unknown(at, Object.keys(LOGICAL), name);
  const names = name === "" ? [] : name.split(".");
  if (names.length > DEEPEST) throw wrong(at, `a path of up to ${DEEPEST} names`, `${names.length} names`);
  return program.at(captured(names, members), names, predicate(at, value, depth));
}

/**
 * @param {string[]} names
 * @param {string[] | undefined} members
 */
function captured([first], members) {
  if (first === undefined || members === undefined) return 0;
  if (!members.includes(first)) members.push(first);
  return members.indexOf(first);
}

/** One level less to go. @param {string} at @param {number} depth */
export function deeper(at, depth) {
  if (depth > 0) return depth - 1;
  // The place itself is as long as the condition is deep.
  const beginning = Array.from(at).slice(0, 60).join("");
  throw wrong(`${beginning}…`, `no deeper than ${DEEPEST} levels`, "a deeper one");
}

/** The place of a member within a place. @param {string} at @param {string} name */
export function within(at, name) {
  return name === "" ? `${at}[""]` : `${at}.${name}`;
}
