/**
 * A request that may be sent, and sent again to where it is redirected.
 *
 * @typedef {object} Request
 * @property {URL} url
 * @property {string} method
 * @property {Headers} headers
 * @property {string | Uint8Array | ReadableStream | null} body
 */

/** Those that the Fetch standard writes in capitals. */
const IN_CAPITALS = /^(?:delete|get|head|options|post|put)$/i;

/**
 * @param {URL} url
 * @param {RequestInit} init
 * @returns {Promise<Request>}
 */
export async function requestOf(url, { method = "GET", headers: given, body: init }) {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError(`Expected an address of http or https, got one of ${url.protocol}`);
  if (url.username !== "" || url.password !== "")
    throw new TypeError("Expected an address without credentials: send them by `headers`");
  const { body, type } = await bodyOf(init);
  const headers = headersOf(given, type);
  return { url, method: IN_CAPITALS.test(method) ? method.toUpperCase() : method, headers, body };
}

/**
 * Those that are given, unless something has to be added to them: to copy them takes as long as to send them.
 *
 * @param {RequestInit["headers"]} given
 * @param {string | null | undefined} type of the body, unless they say it
 */
function headersOf(given, type) {
  const headers = given instanceof Headers ? given : new Headers(given);
  if (!type || headers.has("content-type")) return headers;
  const all = new Headers(headers);
  all.set("content-type", type);
  return all;
}

/**
 * What is sent, and what it is unless the headers say so.
 *
 * @param {any} init as `fetch` takes it
 * @returns {Promise<{ body: Request["body"], type?: string | null }>}
 */
async function bodyOf(init) {
  if (init === undefined || init === null) return { body: null };
  if (typeof init === "string") return { body: init, type: "text/plain;charset=UTF-8" };
  if (typeof init.getReader === "function") return { body: init };
  // A copy, as of all that is sent: who has it may go on changing it.
  if (ArrayBuffer.isView(init))
    return { body: new Uint8Array(init.buffer, init.byteOffset, init.byteLength).slice() };
  const encoded = new Response(init);
  return { body: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get("content-type") };
}
