import { toJson } from "./json.js";

export { toJson };

const encoder = new TextEncoder();

/**
 * `value` as a body: what `fetch` knows as it is, anything else as JSON. With its length in bytes, 0 where only
 * `fetch` knows it.
 *
 * @param {unknown} value
 */
export function encode(value) {
  if (isBodyInit(value)) return encoded(value, lengthOf(value), false);
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
  if (typeof body === "string" || body instanceof URLSearchParams) return encoder.encode(String(body)).length;
  return body.byteLength ?? (body instanceof Blob ? body.size : 0);
}

/**
 * @param {any} url
 * @param {any} init
 */
export function fetchGlobal(url, init) {
  return globalThis.fetch(url, init);
}

/**
 * The rows that `send` answered, as an array; undefined for what is no iterable.
 *
 * @param {any} answer
 */
export function rowsOf(answer) {
  if (answer === null || typeof answer !== "object" || typeof answer[Symbol.iterator] !== "function")
    return undefined;
  return Array.isArray(answer) ? answer : Array.from(answer);
}

/**
 * Something thrown, in words: with what lies behind it, since `fetch failed` alone tells nothing.
 *
 * @param {any} thrown
 * @returns {string}
 */
export function describe(thrown) {
  if (!(thrown instanceof Error) && typeof thrown?.message !== "string") return String(thrown);
  const { message, name, code, cause } = thrown;
  const own = message || code || name;
  return cause?.message || cause?.code ? `${own} (${describe(cause)})` : String(own);
}
