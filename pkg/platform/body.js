import { show } from "../errors.js";
import { toJson } from "./json.js";
import { newTextDecoder, textEncoder } from "./text.js";
import { forget, turn, wait } from "./wait.js";

/** Of a reply that is refused or unreadable, errors carry so many bytes. */
export const SHOWN = 2048;
/** Of a line that a message quotes, so many characters. */
const LINE = 160;
/** A chunk below this, or one that is but a part of a buffer, is copied: some platforms keep 64 KiB alive behind every chunk. */
const LARGE = 4096;
/** Copies share buffers, of which each is twice as large as the one before: from as much as a short reply takes, up to this. */
const FIRST = 256;
const LARGEST = 65_536;

/** Of a body that grows beyond this, all but the beginning is read into the engine's memory as it comes: it is not held twice. */
const HELD = 1_048_576;

/** A body in the engine's memory. @typedef {{ add(chunk: Uint8Array): boolean, copy: Uint8Array, free(): void }} Large */
/** @typedef {(expected: number) => Large | undefined} Opening nothing where there is no room */

/** That of the engine that there is. @type {Opening} */
let openLarge = () => undefined;

/** From here on, large bodies are read into the memory of this engine. @param {Opening} opening */
export function holdLargeBy(opening) {
  openLarge = opening;
}

/** The beginning of a body, as it comes. */
class Body {
  /** @type {Uint8Array[]} */
  #parts = [];
  /** All of it, once it has grown large. @type {Large | undefined} */
  #large;
  /** What was asked to open that, if anything was: it is asked once. @type {Opening | undefined} */
  #openedBy;
  /** The last of them, where copies go on. @type {Uint8Array} */
  #shared = new Uint8Array();
  #used = 0;
  #limit;
  length = 0;
  hasMore = false;
  /** What it is the body of, where it is one of an answer. @type {any} */
  answer;

  /**
   * @param {number} limit bytes that are kept
   * @param {any} [answer]
   */
  constructor(limit, answer) {
    this.#limit = limit;
    this.answer = answer;
  }

  /**
   * @param {Uint8Array} chunk
   * @param {boolean} [isAll] whether there is no other: then it is held already
   */
  add(chunk, isAll = false) {
    if (isAll) this.#openedBy = openLarge;
    const room = this.#limit - this.length;
    this.hasMore = chunk.byteLength > room;
    const kept = this.hasMore ? chunk.subarray(0, room) : chunk;
    this.length += kept.byteLength;
    this.#add(kept);
  }

  /** @param {Uint8Array} chunk */
  #add(chunk) {
    if (this.length > HELD && this.#hold(chunk)) return;
    if (chunk.byteLength >= LARGE && 2 * chunk.byteLength >= chunk.buffer.byteLength) {
      this.#close();
      this.#parts.push(chunk);
    } else {
      this.#copy(chunk);
    }
  }

  /** Whether the engine holds it, this chunk included. @param {Uint8Array} chunk */
  #hold(chunk) {
    if (this.#openedBy === undefined) this.#open();
    return this.#large !== undefined && this.#give(this.#large, chunk);
  }

  #open() {
    this.#openedBy = openLarge;
    const length = Number(this.answer?.headers?.get?.("content-length") ?? 0);
    const large = openLarge(length <= this.#limit ? length : 0);
    if (large === undefined) return;
    this.#close();
    const parts = this.#parts;
    this.#parts = [this.#bytes(SHOWN)];
    this.#large = large;
    for (const part of parts) this.#add(part);
  }

  /**
   * Whether there was room for it. Where there was none, all of it is held here again.
   *
   * @param {Large} large
   * @param {Uint8Array} chunk
   */
  #give(large, chunk) {
    // A view that nobody else has: the engine trusts what a length says.
    if (large.add(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))) return true;
    this.#parts = [large.copy];
    this.leave();
    return false;
  }

  /** What the engine holds of it, if it does: that is the engine's from here on. */
  takeLarge() {
    const large = this.#large;
    this.#large = undefined;
    return large;
  }

  /** Nobody wants it. */
  leave() {
    // What another engine held, is gone with it.
    if (this.#openedBy === openLarge) this.takeLarge()?.free();
  }

  /** @param {Uint8Array} chunk */
  #copy(chunk) {
    if (this.#used + chunk.byteLength > this.#shared.byteLength) {
      const size = Math.min(2 * this.#shared.byteLength, LARGEST);
      this.#close();
      this.#shared = new Uint8Array(Math.max(size, FIRST, chunk.byteLength));
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
    return this.text(SHOWN);
  }

  /** Its first line as a message quotes it; empty for what is no text that people read. */
  get firstLine() {
    const [line = ""] = reasonIn(this.beginning)
      .trim()
      .split(/[\r\n]/, 1);
    // Control characters, and what else is not seen, or turns text round.
    const shown = line.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
    if (shown.startsWith("<")) return "";
    return shown.length > LINE ? `${shown.slice(0, LINE)}…` : shown;
  }

  /** @param {number} [most] bytes of it */
  text(most = this.length) {
    return newTextDecoder().decode(this.#bytes(most));
  }

  /** Its first bytes, or as many of them as there are here. @param {number} most */
  #bytes(most) {
    const there = this.#parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const bytes = new Uint8Array(Math.min(there, most));
    let end = 0;
    for (const part of this.#parts) {
      const shown = part.subarray(0, bytes.length - end);
      bytes.set(shown, end);
      end += shown.byteLength;
    }
    return bytes;
  }
}

/** What a refusal in JSON says, by RFC 9457 or as most services have it; all of it where it says nothing of the kind. @param {string} text */
function reasonIn(text) {
  try {
    const { detail, message, error, title } = JSON.parse(text);
    const reasons = [detail, message, error?.message, error, title];
    return reasons.find((reason) => typeof reason === "string" && reason !== "") ?? text;
  } catch {
    return text;
  }
}

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const kindOf = Object.getOwnPropertyDescriptor(TypedArray, Symbol.toStringTag)?.get;

/** Not by `instanceof`: bytes of another realm are bytes, too. @param {unknown} value */
const isBytes = (value) => kindOf?.call(value) === "Uint8Array";

/**
 * What `send` answered as bytes or as text; undefined for what is neither. It is copied: whoever answered it may go on changing it.
 *
 * @param {any} answer
 * @param {number} limit
 */
export function bodyOf(answer, limit) {
  const bytes = typeof answer === "string" ? bytesOf(answer) : viewOf(answer)?.slice(0, limit + 1);
  if (bytes === undefined) return undefined;
  const body = new Body(limit);
  body.add(bytes, true);
  return body.end();
}

/** In UTF-8. What is no character is no UTF-8 either: replaced, it could make two ids one. @param {string} text */
function bytesOf(text) {
  const at = text.search(/\p{Surrogate}/u);
  if (at < 0) return textEncoder().encode(text);
  const before = textEncoder().encode(text.slice(0, at));
  const bytes = new Uint8Array(before.byteLength + 1).fill(0xff);
  bytes.set(before);
  return bytes;
}

/** Of any realm, and of any kind of view. @param {any} value */
function viewOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const tag = Object.prototype.toString.call(value);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]"
    ? new Uint8Array(value)
    : undefined;
}

/**
 * Where a body is read in half the time as a whole. In Node and Chromium it is read as fast or faster chunk by chunk (100,000 users over
 * loopback), and nowhere by a BYOB reader, which cannot read into wasm's memory.
 */
const READS_WHOLE = /^(?:Deno|Bun)\//;

/**
 * Whether the body is to be read as a whole: it has a length, and not a larger one than is read of it. If it is larger than it says, that is found
 * out afterwards.
 *
 * @param {any} response
 * @param {number} limit
 */
function comesWhole({ headers }, limit) {
  if (!READS_WHOLE.test(globalThis.navigator?.userAgent ?? "")) return false;
  const length = headers?.get?.("content-length") ?? Number.NaN;
  return length !== "" && Number(length) <= limit && !headers.get("content-encoding");
}

/** After so many chunks others have their turn: those of a body without end may all be there at once. */
const CHUNKS_A_TURN = 64;

/** A body that is being read. */
class Reading {
  #response;
  #limit;
  /** @type {any} */
  #reader;
  #isOver = false;
  #read;
  /** @type {Promise<Body>} */
  body;

  /**
   * @param {any} response
   * @param {number} limit
   */
  constructor(response, limit) {
    this.#response = response;
    this.#limit = limit;
    this.#read = new Body(limit, response);
    this.body = this.#readInto(this.#read);
  }

  /** @param {Body} body */
  async #readInto(body) {
    try {
      const isStream = typeof this.#response.body?.getReader === "function";
      if (isStream && !comesWhole(this.#response, this.#limit)) await this.#readChunks(body);
      else body.add(await wholeBody(this.#response), true);
      return body.end();
    } finally {
      this.#isOver = true;
    }
  }

  /** @param {Body} body */
  async #readChunks(body) {
    this.#reader = this.#response.body.getReader();
    for (let chunks = 1; !this.#isOver; chunks++) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      if (!isBytes(value)) throw new TypeError(`A body has to consist of bytes, but gave ${show(value)}`);
      body.add(value);
      if (body.hasMore) return this.cancel();
      if (chunks % CHUNKS_A_TURN === 0) await turn();
    }
  }

  /** No more of it is read. What it says to that changes nothing. */
  cancel() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#read.leave();
    const reader = this.#reader;
    if (reader) leave(() => reader.cancel());
    else discard(this.#response);
  }
}

/**
 * Reads the first `limit` bytes of a body. More is not read.
 *
 * @param {any} response
 * @param {number} [limit] as much as errors show, if left out
 */
export const readBody = (response, limit = SHOWN) => new Reading(response, limit);

/**
 * Waits for an answer. If its request was aborted meanwhile, nobody reads its body.
 *
 * @param {unknown} value
 * @param {AbortSignal} signal
 * @param {number} place
 * @param {number} ticket
 */
export function waitForAnswer(value, signal, place, ticket) {
  wait(value, place, ticket, (answer) => {
    if (signal.aborted) discard(answer);
  });
}

/**
 * What is still to come of an answer is not listened to. The body that a library gives may be a stream of Node's.
 *
 * @param {any} response
 */
function discard(response) {
  leave(() => {
    const body = response?.body;
    return typeof body?.cancel === "function" ? body.cancel() : body?.destroy?.();
  });
}

/** @param {() => unknown} cancel */
function leave(cancel) {
  forget((async () => cancel())());
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
