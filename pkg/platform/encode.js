import { toJson } from "./json.js";
import { textEncoder } from "./text.js";
import { forget } from "./wait.js";

/**
 * `value` as the body of a request: what `fetch` knows as it is, anything else as JSON. With its length in bytes, 0 where only
 * `fetch` knows it.
 *
 * @param {unknown} value
 */
export function encode(value) {
  if (isBodyInit(value)) return encoded(value, lengthOf(value), false);
  if (isThenable(value)) {
    forget(value);
    throw new TypeError("`body` answered a promise, but has to answer at once");
  }
  const text = toJson(value);
  if (text === undefined)
    throw new TypeError(`\`body\` answered ${typeof value}, of which no JSON can be made`);
  return encoded(text, lengthOf(text), true);
}

/**
 * @param {unknown} body
 * @param {number} bytes
 * @param {boolean} isJson
 */
function encoded(body, bytes, isJson) {
  return { body, bytes, isJson, isStream: typeof (/** @type {any} */ (body).getReader) === "function" };
}

/** What is sent as it is, beside text and bytes. */
const BODIES = ["ArrayBuffer", "Blob", "File", "FormData", "URLSearchParams", "ReadableStream"];

/** Not by `instanceof`: those of another realm are bodies, too, and what stands in where a platform has none. @param {unknown} value */
function isBodyInit(value) {
  return typeof value === "string" || ArrayBuffer.isView(value) || BODIES.includes(kindOf(value));
}

/** @param {unknown} value */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** As much as 32 bits count, which is all that the engine takes. */
const MOST = 2 ** 32 - 1;

/** @param {any} body */
function lengthOf(body) {
  if (typeof body === "string" || kindOf(body) === "URLSearchParams")
    return textEncoder().encode(String(body)).length;
  const length = body.byteLength ?? body.size;
  return Number.isSafeInteger(length) && length > 0 ? Math.min(length, MOST) : 0;
}

/**
 * Whether a value has to be waited for: promises of other libraries count, too.
 *
 * @param {any} value
 */
export function isThenable(value) {
  return value !== null && typeof value === "object" && typeof value.then === "function";
}
