import { newTextDecoder, textEncoder } from "./text.js";

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
export class Body {
  /** @type {Uint8Array[]} */
  #parts = [];
  /** All of it, once it has grown large. @type {Large | undefined} */
  #large;
  /** Whether all of it stays here: it came whole, or the engine has no room for it. */
  #stays = false;
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

  /** All of it at once: to move it would gain nothing. @param {Uint8Array} bytes */
  addAll(bytes) {
    this.#stays = true;
    this.add(bytes);
  }

  /** @param {Uint8Array} chunk */
  add(chunk) {
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
    if (!this.#stays && this.#large === undefined) this.#open();
    return this.#large !== undefined && this.#give(this.#large, chunk);
  }

  #open() {
    const length = Number(this.answer?.headers?.get?.("content-length") ?? 0);
    this.#large = openLarge(length <= this.#limit ? length : 0);
    this.#stays = this.#large === undefined;
    if (this.#stays) return;
    this.#close();
    const parts = this.#parts;
    this.#parts = [this.#bytes(SHOWN)];
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
    this.#stays = true;
    this.leave();
    return false;
  }

  /** What the engine holds of it, if it does: that is the engine's from here on. */
  takeLarge() {
    const large = this.#large;
    this.#large = undefined;
    return large;
  }

  /** Nobody wants it, says the engine that holds it. */
  leave() {
    this.takeLarge()?.free();
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
  body.addAll(bytes);
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
