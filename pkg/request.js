import { show } from "./errors.js";
import { toJson } from "./json.js";

const encoder = new TextEncoder();

/**
 * `value` as a body: what `fetch` knows as it is, anything else as JSON. With its length in bytes, 0 where only
 * `fetch` knows it.
 *
 * @param {unknown} value
 */
export function encode(value) {
  if (isBodyInit(value)) return encoded(value, lengthOf(value), false);
  if (isThenable(value)) throw new TypeError("`body` answered a promise, but has to answer at once");
  const text = toJson(value);
  if (text === undefined)
    throw new TypeError(`\`body\` answered ${typeof value}, of which no JSON can be made`);
  return encoded(text, lengthOf(text), true);
}

/** The body of `body: "ids"`. @param {import("./ids.js").Ids} ids */
export function encodeIds({ json, bytes }) {
  const [before, after] = ['{"ids":', "}"];
  return encoded(before + json + after, before.length + bytes.length + after.length, true);
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
 * What to check after a failed request to another origin, since browsers keep the reason from scripts.
 *
 * @param {any} url
 */
export function whatToCheck(url) {
  const page = globalThis.location;
  if (!page?.origin) return "";
  let other;
  try {
    other = new URL(url, page.href).origin;
  } catch {
    // No address, which is what the error says already.
    return "";
  }
  if (other === page.origin) return "";
  return (
    `. Browsers do not say why: check that ${other} can be reached, that it allows ${page.origin} by CORS ` +
    "(access-control-allow-origin; in the preflight also access-control-allow-headers: content-type), and that the " +
    "page's Content-Security-Policy has it in connect-src"
  );
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
 * Something thrown, in words. Whatever can be thrown is, so that nothing is taken for granted of it.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function describe(thrown) {
  try {
    return inWords(thrown, 3);
  } catch {
    return show(thrown);
  }
}

/**
 * With what lies behind it, since `fetch failed` alone tells nothing.
 *
 * @param {any} thrown
 * @param {number} levels
 * @returns {string}
 */
function inWords(thrown, levels) {
  if (typeof thrown?.message !== "string") return String(thrown);
  const { message, name, code, cause } = thrown;
  const own = String(message || code || name);
  const hasMore = levels > 0 && (cause?.message || cause?.code);
  return hasMore ? `${own} (${inWords(cause, levels - 1)})` : own;
}

/**
 * Whether a value has to be waited for: promises of other libraries count, too.
 *
 * @param {any} value
 */
export function isThenable(value) {
  return value !== null && typeof value === "object" && typeof value.then === "function";
}
