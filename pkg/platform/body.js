import { show } from "../errors.js";
import { toJson } from "./json.js";
import { newTextDecoder, textEncoder } from "./text.js";

/** Of a reply that is refused or unreadable, errors carry so many bytes. */
const SHOWN = 2048;
/** A chunk below this, or one that is but a part of a buffer, is copied: some platforms keep 64 KiB alive behind every chunk. */
const LARGE = 4096;
/** Copies share buffers, of which each is twice as large as the one before, up to this. */
const LARGEST = 65_536;

/** The beginning of a body, as it comes. */
class Body {
  /** @type {Uint8Array[]} */
  #parts = [];
  /** The last of them, where copies go on. @type {Uint8Array} */
  #shared = new Uint8Array();
  #used = 0;
  #limit;
  length = 0;
  hasMore = false;

  /** @param {number} limit bytes that are kept */
  constructor(limit) {
    this.#limit = limit;
  }

  /** @param {Uint8Array} chunk */
  add(chunk) {
    const room = this.#limit - this.length;
    this.hasMore = chunk.byteLength > room;
    const kept = this.hasMore ? chunk.subarray(0, room) : chunk;
    this.length += kept.byteLength;
    if (kept.byteLength >= LARGE && 2 * kept.byteLength >= kept.buffer.byteLength) {
      this.#close();
      this.#parts.push(kept);
    } else {
      this.#copy(kept);
    }
  }

  /** @param {Uint8Array} chunk */
  #copy(chunk) {
    if (this.#used + chunk.byteLength > this.#shared.byteLength) {
      const size = Math.min(2 * this.#shared.byteLength, LARGEST);
      this.#close();
      this.#shared = new Uint8Array(Math.max(size, LARGE, chunk.byteLength));
    }
    this.#shared.set(chunk, this.#used);
    this.#used += chunk.byteLength;
  }

  #close() {
    if (this.#used > 0) this.#parts.push(this.#shared.subarray(0, this.#used));
    this.#shared = new Uint8Array();
    this.#used = 0;
  }

  /** All of it is there. */
  end() {
    this.#close();
    return this;
  }

  /** @param {Uint8Array} bytes as many as there are */
  copyTo(bytes) {
    let end = 0;
    for (const part of this.#parts) {
      bytes.set(part, end);
      end += part.byteLength;
    }
  }

  /** Its beginning, as text. */
  get beginning() {
    const bytes = new Uint8Array(Math.min(this.length, SHOWN));
    let end = 0;
    for (const part of this.#parts) {
      const shown = part.subarray(0, bytes.length - end);
      bytes.set(shown, end);
      end += shown.byteLength;
    }
    return newTextDecoder().decode(bytes);
  }
}

/**
 * The first `limit` bytes of a body. More is not read.
 *
 * @param {any} response
 * @param {number} [limit] as much as errors show, if left out
 */
export async function readBody(response, limit = SHOWN) {
  const body = new Body(limit);
  if (typeof response.body?.getReader !== "function") {
    body.add(await wholeBody(response));
    return body.end();
  }
  const reader = response.body.getReader();
  while (!body.hasMore) {
    const { done, value } = await reader.read();
    if (done) return body.end();
    // Not by `instanceof`: bytes of another realm are bytes, too.
    if (Object.prototype.toString.call(value) !== "[object Uint8Array]")
      throw new TypeError(`A body has to consist of bytes, but gave ${show(value)}`);
    body.add(value);
  }
  // Nobody waits for what the body says to that; the answer is known already.
  reader.cancel().catch(() => {});
  return body.end();
}

/**
 * Of answers that are no `Response` but behave like one, as mocks do.
 *
 * @param {any} response
 */
async function wholeBody(response) {
  return typeof response.arrayBuffer === "function"
    ? new Uint8Array(await response.arrayBuffer())
    : textEncoder().encode(await textOf(response));
}

/** @param {any} response */
async function textOf(response) {
  if (typeof response.text === "function") return String(await response.text());
  if (typeof response.json === "function") return String(toJson(await response.json()));
  throw new TypeError(
    "What `fetch` answered has no body to read: it has neither `body`, `arrayBuffer`, `text` nor `json`",
  );
}
