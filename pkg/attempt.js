import { show } from "./errors.js";
import { toJson } from "./json.js";

/** What an attempt's own waiting comes to when the attempt is ended. */
const ENDED = Symbol("ended");

/**
 * Owns what one attempt holds: its abort signal, and every promise it waits for. Once ended, nothing of it goes on,
 * and the engine, which cannot take back its hold on a promise, is let go even by one that never settles.
 */
export class Attempt {
  #controller = new AbortController();
  /** Lets go who waits. @type {(value: any) => void} */
  #release = () => {};
  /** @type {import("./run.js").Run} */
  #run;

  /**
   * @param {import("./run.js").Run} run
   * @param {{ batch: number, attempt: number, request: number }} which
   */
  constructor(run, which) {
    this.#run = run;
    this.context = { ...which, signal: this.#controller.signal };
    run.holds.add(this);
  }

  get signal() {
    return this.#controller.signal;
  }

  /**
   * An attempt waits for one thing at a time.
   *
   * @template T
   * @param {T | PromiseLike<T>} promise
   * @returns {Promise<T>}
   */
  wait(promise) {
    // Not by `Promise.race`, which makes twice as many promises.
    return new Promise((resolve, reject) => {
      this.#release = resolve;
      Promise.resolve(promise).then(resolve, reject);
    });
  }

  /**
   * The first `limit` bytes of a body, as they came, and whether there are more. Those are not read.
   *
   * @param {any} response
   * @param {number} limit
   * @returns {Promise<{ chunks: Uint8Array[], bytes: number, hasMore: boolean }>}
   */
  read(response, limit) {
    return this.wait(readBody(response, limit));
  }

  /** Done with: what is under way is aborted. */
  end() {
    if (!this.#run.holds.delete(this)) return;
    this.#controller.abort(this.#run.abortReason);
    this.#release(ENDED);
  }

  /** Done: there is nothing to abort. */
  finish() {
    this.#run.holds.delete(this);
    this.#release(ENDED);
  }
}

/**
 * @param {any} response
 * @param {number} limit
 */
async function readBody(response, limit) {
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
