import { Answer } from "./answer.js";
import { Body } from "./body.js";
import { acceptedFrom } from "./decode.js";
import { failed, terminated } from "./errors.js";

/** @typedef {import("./request.js").Request} Request */

/** These have no body, by the Fetch standard. */
const BODILESS = [204, 205, 304];

/**
 * Sends a request, and answers as soon as the head of its answer is there.
 *
 * @param {Request} request
 * @param {AbortSignal | null | undefined} signal
 * @param {boolean} isRedirected
 * @param {any} dispatcher
 * @returns {Promise<Response>}
 */
export function exchange(request, signal, isRedirected, dispatcher) {
  const { url, method, body } = request;
  return new Promise((resolve, reject) => {
    const handler = new Exchange(request, signal, isRedirected, resolve, reject);
    const path = url.pathname + url.search;
    dispatcher.dispatch({ origin: url.origin, path, method, headers: headersOf(request), body }, handler);
  });
}

/** @param {Request} request */
function headersOf({ url, headers }) {
  const sent = [...headers].flat();
  if (!headers.has("accept")) sent.push("accept", "*/*");
  if (!headers.has("accept-encoding")) sent.push("accept-encoding", acceptedFrom(url));
  // Some services refuse who does not say this. `fetch` of undici's own says the same.
  if (!headers.has("user-agent")) sent.push("user-agent", "undici");
  return sent;
}

/** What undici calls a handler: it is told of all that becomes of a request. */
class Exchange {
  #request;
  #signal;
  #isRedirected;
  #resolve;
  #reject;
  /** Undici's, as soon as there is a connection. @type {any} */
  #controller;
  /** @type {Body | undefined} */
  #body;

  /**
   * @param {Request} request
   * @param {AbortSignal | null | undefined} signal
   * @param {boolean} isRedirected
   * @param {(response: Response) => void} resolve
   * @param {(error: unknown) => void} reject
   */
  constructor(request, signal, isRedirected, resolve, reject) {
    this.#request = request;
    this.#signal = signal;
    this.#isRedirected = isRedirected;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener("abort", this.#onAbort);
  }

  /** Nobody wants the answer any more. Undici may have no connection for it yet. */
  #onAbort = () => {
    const { reason } = /** @type {AbortSignal} */ (this.#signal);
    this.#fail(reason);
    this.#controller?.abort(reason);
  };

  /** @param {any} controller */
  onRequestStart(controller) {
    this.#controller = controller;
    if (this.#signal?.aborted) controller.abort(this.#signal.reason);
  }

  /**
   * @param {any} controller
   * @param {number} status
   * @param {Record<string, string | string[]>} given
   * @param {string} [statusText]
   */
  onResponseStart(controller, status, given, statusText = "") {
    // That it will be answered, and no answer yet.
    if (status < 200) return;
    const headers = new Headers(Object.entries(given).flatMap(pairs));
    const hasBody = this.#request.method !== "HEAD" && !BODILESS.includes(status);
    if (hasBody) {
      this.#body = new Body(headers.get("content-encoding"), {
        pause: () => controller.pause(),
        resume: () => controller.resume(),
        abort: (reason) => controller.abort(reason),
        end: () => this.#end(),
      });
    }
    const init = { status, statusText, headers };
    this.#resolve(new Answer(this.#body?.stream ?? null, init, this.#request.url, this.#isRedirected));
  }

  /**
   * @param {unknown} _controller
   * @param {Uint8Array} chunk
   */
  onResponseData(_controller, chunk) {
    this.#body?.add(chunk);
  }

  onResponseEnd() {
    if (this.#body) this.#body.end();
    else this.#end();
  }

  /**
   * @param {unknown} _controller
   * @param {Error} error
   */
  onResponseError(_controller, error) {
    this.#fail(this.#body ? terminated(error) : failed(error));
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#end();
    if (this.#body) this.#body.fail(error);
    else this.#reject(error);
  }

  #end() {
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

/** Beyond what a byte holds, which `Headers` refuses: old versions of undici read UTF-8. */
const NO_BYTE = /[^\0-\xff]/;

/**
 * The values of a header, one pair each.
 *
 * @param {[string, string | string[]]} header
 * @returns {[string, string][]}
 */
function pairs([name, values]) {
  return [values]
    .flat()
    .map((value) => [name, NO_BYTE.test(value) ? Buffer.from(value).toString("latin1") : value]);
}
