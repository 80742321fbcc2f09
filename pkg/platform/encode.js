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

/** @param {unknown} value */
function isBodyInit(value) {
  return (
    typeof value === "string" ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    [globalThis.Blob, globalThis.FormData, globalThis.URLSearchParams, globalThis.ReadableStream].some(
      (type) => typeof type === "function" && value instanceof type,
    )
  );
}

/** @param {any} body */
function lengthOf(body) {
  if (typeof body === "string" || body instanceof URLSearchParams)
    return textEncoder().encode(String(body)).length;
  return body.byteLength ?? (body instanceof Blob ? body.size : 0);
}

/**
 * Whether a value has to be waited for: promises of other libraries count, too.
 *
 * @param {any} value
 */
export function isThenable(value) {
  return value !== null && typeof value === "object" && typeof value.then === "function";
}
