/**
 * JSON as services read it: JSON.stringify, but bigints are written as plain digits, whatever has become of their `toJSON`.
 *
 * The plain way is tried first, since nearly no list holds bigints and V8's own writer is several times as fast
 * without a replacer.
 *
 * @param {unknown} value
 * @returns {string | undefined} undefined for what JSON does not know (a function, undefined)
 */
export function toJson(value) {
  // A common polyfill, which makes strings of them, or rounds them.
  if (typeof (/** @type {any} */ (BigInt.prototype).toJSON) === "function") return withMarks(value, isBigint);
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return withMarks(value, isBigint);
  }
}

/**
 * The rows that a `send` answered, as JSON that says of each number what it is: JSON.stringify makes null of those that are not
 * finite.
 *
 * @param {readonly unknown[]} rows
 */
export function rowsToJson(rows) {
  const known = rows.some(isError) ? rows.map((row) => (isError(row) ? null : row)) : rows;
  const json = toJson(known);
  return json?.includes("null") ? withMarks(known, isBeyondJson) : json;
}

/** An error stands for no row, as null does. @param {unknown} row */
function isError(row) {
  if (row === null || typeof row !== "object" || Object.getPrototypeOf(row) === Object.prototype)
    return false;
  return Object.prototype.toString.call(row) === "[object Error]";
}

/** JSON has no word for it, but reads this as the same. NaN equals nothing and is in no range, as an object is. @type {Record<string, string>} */
const BEYOND_JSON = { Infinity: "1e999", "-Infinity": "-1e999", NaN: "{}" };

/** @param {unknown} value */
function isBigint(value) {
  return typeof value === "bigint";
}

/** @param {unknown} value */
function isBeyondJson(value) {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value));
}

/**
 * JSON with some numbers as they are.
 *
 * @param {unknown} value
 * @param {(member: unknown) => boolean} isMarked which
 */
function withMarks(value, isMarked) {
  // A mark that no string of the value can hold: it is made anew each time, and strings are searched for it.
  const mark = `number-${Math.random().toString(36).slice(2)}-`;
  const text = JSON.stringify(
    value,
    /** @this {any} @param {string} key @param {unknown} read */
    function (key, read) {
      // Not `read`, of which a `toJSON` may have made something else.
      const member = this[key];
      return isMarked(member) ? mark + member : read;
    },
  );
  return text?.replace(new RegExp(`"${mark}(-?\\w+)"`, "g"), (_, number) => BEYOND_JSON[number] ?? number);
}
