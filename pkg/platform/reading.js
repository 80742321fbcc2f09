import { show } from "../errors.js";
import { Body, SHOWN } from "./body.js";
import { toJson } from "./json.js";
import { textEncoder } from "./text.js";
import { forget, turn, wait } from "./wait.js";

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const kindOf = Object.getOwnPropertyDescriptor(TypedArray, Symbol.toStringTag)?.get;

/** Not by `instanceof`: bytes of another realm are bytes, too. @param {unknown} value */
const isBytes = (value) => kindOf?.call(value) === "Uint8Array";

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
      else body.addAll(await wholeBody(this.#response));
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
