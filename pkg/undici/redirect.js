import { failed } from "./errors.js";

/** @typedef {import("./request.js").Request} Request */

const STATUSES = [301, 302, 303, 307, 308];
/** What tells of a body that is not sent again. */
const OF_THE_BODY = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-type",
];
/** What another origin is not to see. */
const SECRETS = ["authorization", "cookie", "host", "proxy-authorization"];

/**
 * The request that a redirect asks for, by the steps of "HTTP-redirect fetch" in the Fetch standard; undefined for any other
 * response.
 *
 * @param {Request} request
 * @param {Response} response
 * @returns {Request | undefined}
 */
export function redirected({ url: from, method, headers: sent, body }, { status, headers: answered }) {
  const location = answered.get("location");
  if (!STATUSES.includes(status) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) throw failed(new Error("It redirects to what is no address"));
  const url = new URL(location, from);
  const headers = new Headers(sent);
  if (url.origin !== from.origin) for (const name of SECRETS) headers.delete(name);
  const becomesGet =
    status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
  if (!becomesGet) return { url, method, headers, body };
  for (const name of OF_THE_BODY) headers.delete(name);
  return { url, method: "GET", headers, body: null };
}
