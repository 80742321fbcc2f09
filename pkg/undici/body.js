import { decoderOf } from "./decode.js";
import { terminated } from "./errors.js";

/** Bytes that wait for whoever reads them. Beyond, the service waits. */
const HIGH_WATER_MARK = 65_536;

/** The body of a response, as it comes. */
export class Body {
  /** @type {ReadableStreamDefaultController} */
  #out = /** @type {any} */ (undefined);
  #exchange;
  #decoder;
  #isOver = false;
  stream;

  /**
   * @param {string | null} encoding of what comes
   * @param {{ pause(): void, resume(): void, abort(reason: unknown): void, end(): void }} exchange
   */
  constructor(encoding, exchange) {
    this.#exchange = exchange;
    this.#decoder = decoderOf(encoding, (error) => (error ? this.#lose(error) : this.#close()));
    this.stream = new ReadableStream(
      {
        start: (/** @type {ReadableStreamDefaultController} */ out) => {
          this.#out = out;
        },
        pull: () => {
          if (this.#decoder) this.#decoder.output.resume();
          else exchange.resume();
        },
        cancel: (/** @type {unknown} */ reason) => {
          this.#isOver = true;
          exchange.abort(reason ?? new Error("Nobody reads it"));
        },
      },
      { highWaterMark: HIGH_WATER_MARK, size: (/** @type {Uint8Array} */ { byteLength }) => byteLength },
    );
    this.#decoder?.input.on("drain", () => exchange.resume());
    this.#decoder?.output.on("data", (chunk) => {
      if (!this.#pass(chunk)) this.#decoder?.output.pause();
    });
  }

  /** A part of it, as it was sent. @param {Uint8Array} chunk */
  add(chunk) {
    const hasRoom = this.#decoder ? this.#decoder.input.write(chunk) : this.#pass(chunk);
    if (!hasRoom) this.#exchange.pause();
  }

  /** Whether there is room for more. @param {Uint8Array} chunk */
  #pass(chunk) {
    if (this.#isOver) return false;
    this.#out.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return (this.#out.desiredSize ?? 0) > 0;
  }

  /** All of it was sent. */
  end() {
    if (this.#decoder) this.#decoder.input.end();
    else this.#close();
  }

  #close() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#out.close();
    this.#exchange.end();
  }

  /** What was sent cannot be read. @param {Error} error */
  #lose(error) {
    this.fail(terminated(error));
    this.#exchange.abort(error);
  }

  /** The rest does not come. @param {unknown} error */
  fail(error) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#out.error(error);
  }
}
