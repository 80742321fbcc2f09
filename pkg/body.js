import { show } from "./errors.js";
import { toJson } from "./json.js";

/**
 * The first `limit` bytes of a body, as they came, and whether there are more. Those are not read.
 *
 * @param {any} response
 * @param {number} limit
 * @returns {Promise<{ chunks: Uint8Array[], bytes: number, hasMore: boolean }>}
 */
export async function readBody(response, limit) {
  if (typeof response.body?.getReader !== "function") return wholeBody(response, limit);
  const reader = response.body.getReader();
  const chunks = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { chunks, bytes, hasMore: false };
    // Not by `instanceof`: bytes of another realm are bytes, too.
    if (!isBytes(value)) throw new TypeError(`A body has to consist of bytes, but gave ${show(value)}`);
    const room = limit - bytes;
    if (value.byteLength > room) {
      chunks.push(value.subarray(0, room));
      // Nobody waits for what the body says to that; the answer is known already.
      reader.cancel().catch(() => {});
      return { chunks, bytes: limit, hasMore: true };
    }
    chunks.push(value);
    bytes += value.byteLength;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Uint8Array}
 */
function isBytes(value) {
  return Object.prototype.toString.call(value) === "[object Uint8Array]";
}

/**
 * Of answers that are no `Response` but behave like one, as mocks do.
 *
 * @param {any} response
 * @param {number} limit
 */
async function wholeBody(response, limit) {
  const whole =
    typeof response.arrayBuffer === "function"
      ? new Uint8Array(await response.arrayBuffer())
      : new TextEncoder().encode(await textOf(response));
  const bytes = Math.min(whole.byteLength, limit);
  return { chunks: [whole.subarray(0, limit)], bytes, hasMore: whole.byteLength > limit };
}

/** @param {any} response */
async function textOf(response) {
  if (typeof response.text === "function") return String(await response.text());
  if (typeof response.json === "function") return String(toJson(await response.json()));
  throw new TypeError(
    "What `fetch` answered has no body to read: it has neither `body`, `arrayBuffer`, `text` nor `json`",
  );
}

/** Of a reply that is refused or unreadable, errors carry so many bytes. */
export const SHOWN = 2048;

/**
 * The beginning of a reply, as text.
 *
 * @param {readonly Uint8Array[]} chunks
 */
export function beginning(chunks) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let [text, room] = ["", SHOWN];
  for (const chunk of chunks) {
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    room -= Math.min(room, chunk.byteLength);
  }
  return text + decoder.decode();
}
