import { Agent } from "undici";
import { failed } from "./undici/errors.js";
import { exchange } from "./undici/exchange.js";
import { redirected } from "./undici/redirect.js";
import { requestOf } from "./undici/request.js";

/** As many as the Fetch standard follows. */
const MOST_REDIRECTS = 20;

/** Made with the first request: who brings a dispatcher has no need of it. @type {Agent | undefined} */
let agent;

/**
 * `fetch` on what undici's own `fetch` stands upon: the same connections, for a fraction of the processor's time.
 *
 * @param {string | URL | Request} input
 * @param {RequestInit & { dispatcher?: any }} [init]
 * @returns {Promise<Response>}
 */
export async function fetch(input, init = {}) {
  if (typeof input === "string" || input instanceof URL) return send(new URL(input), init);
  const { method, headers, body, signal, redirect } = input;
  return send(new URL(input.url), { method, headers, body, signal, redirect, ...init });
}

/**
 * @param {URL} url
 * @param {RequestInit & { dispatcher?: any }} init
 */
async function send(url, init) {
  agent ??= init.dispatcher ? undefined : new Agent();
  const { dispatcher = agent, redirect = "follow", signal } = init;
  if (typeof dispatcher.dispatch !== "function")
    throw new TypeError(
      "This platform has no undici, but its own `fetch` in its place: leave out the option `fetch`",
    );
  let request = await requestOf(url, init);
  for (let redirects = 0; ; redirects++) {
    signal?.throwIfAborted();
    const response = await exchange(request, signal, redirects > 0, dispatcher);
    const next = redirect === "manual" ? undefined : redirected(request, response);
    if (next === undefined) return response;
    await response.body?.cancel();
    if (redirect === "error") throw failed(`It redirects to ${next.url.origin}, and \`redirect\` is "error"`);
    if (redirects === MOST_REDIRECTS)
      throw failed(new Error(`It redirects more than ${MOST_REDIRECTS} times`));
    request = next;
  }
}
