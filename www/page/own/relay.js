/** The page talks to nobody but its own server, which passes on what is for others. */

/** The service could not be asked; the message says why. */
export class Unreachable extends Error {}

/**
 * What a run needs to be passed on.
 *
 * @param {string} url
 * @param {Record<string, string>} headers
 */
export function relayed(url, headers) {
  if (!URL.canParse(url, location.href)) throw new Error(`${JSON.stringify(url)} is no address.`);
  const to = new URL(url, location.href).href;
  const names = Object.keys(headers);
  return {
    url: `/relay?to=${encodeURIComponent(to)}`,
    // What is to be passed on has to be named, since a browser adds headers of its own.
    headers: names.length > 0 ? { ...headers, "relay-headers": names.join(", ") } : headers,
    fetch: ask,
  };
}

/**
 * What the server says because it could not ask the service is no answer of the service's: without a server between them,
 * the connection would have failed.
 *
 * @param {Parameters<typeof fetch>[0]} address
 * @param {RequestInit} [init]
 */
async function ask(address, init) {
  const reply = await fetch(address, init);
  if (!reply.headers.has("relay-failed")) return reply;
  const { detail } = await reply.json();
  throw new Unreachable(detail);
}
