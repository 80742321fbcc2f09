import { show, wrong } from "../errors.js";
import { shown, undefinedIn, wrongWith } from "../platform/address.js";
import { isObject } from "./members.js";

/** @typedef {import("./members.js").Members} Members */

/**
 * Whom to ask and how.
 *
 * @typedef {object} Service
 * @property {string | Function | undefined} url
 * @property {string} method
 * @property {Headers | Function | undefined} headers
 * @property {"ids" | "users" | Function | undefined} body none for GET and HEAD
 * @property {any} request members of a `RequestInit`
 * @property {Function | undefined} fetch the global one, as it is at each call, if left out
 * @property {Function | undefined} send stands instead of all else
 */

const ADDRESS = "a string, a URL or a function";
const HEADERS = "headers as `new Headers()` takes them, or a function";
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

/** @param {Members} options @returns {Service} */
export function checkService(options) {
  const send = options.function("send");
  if (send !== undefined) {
    for (const name of ["url", "method", "headers", "body", "request", "fetch"])
      refuse(options, name, "left out, since `send` sends the batches");
    const none = undefined;
    return { url: none, method: "POST", headers: none, body: none, request: none, fetch: none, send };
  }
  const url = checkUrl(options);
  const method = checkMethod(options);
  const body = checkBody(options, url, method);
  const request = checkRequest(options);
  const headers = checkHeaders(options);
  const fetch = options.function("fetch");
  // What a `fetch` of the caller's own takes is theirs to say.
  const complaint = fetch === undefined && typeof url === "string" ? wrongWith(url) : undefined;
  if (complaint !== undefined) throw wrong("url", "an address that `fetch` takes", complaint);
  return { url, method, headers, body, request, fetch, send };
}

/** @param {Members} options @returns {string | Function} */
function checkUrl(options) {
  const url = options.read("url", ADDRESS, (value) =>
    typeof value === "function" ? value : toAddress(value),
  );
  if (url === undefined) throw options.wrong("url", `${ADDRESS}, unless \`send\` is given`, undefined);
  return url;
}

/**
 * A string that is not empty, or that of a URL object of any realm, as it is now.
 *
 * @param {any} value
 * @returns {string | undefined}
 */
function toAddress(value) {
  const href = isObject(value) ? value.href : value;
  return typeof href === "string" && href !== "" ? href : undefined;
}

/** @param {Members} options @returns {string} */
function checkMethod(options) {
  const isToken = (/** @type {unknown} */ value) => typeof value === "string" && TOKEN.test(value);
  return options.read("method", "an HTTP method", (value) => (isToken(value) ? value : undefined)) ?? "POST";
}

/**
 * @param {Members} options
 * @param {string | Function} url
 * @param {string} method
 * @returns {Service["body"]}
 */
function checkBody(options, url, method) {
  const body = options.read("body", '"ids", "users" or a function', (value) =>
    value === "ids" || value === "users" || typeof value === "function" ? value : undefined,
  );
  if (!["GET", "HEAD"].includes(method.toUpperCase())) return body ?? "ids";
  refuse(options, "body", `left out, since ${method} requests have none`);
  if (typeof url === "function") return undefined;
  const takes = `a function that puts the users into the address, since ${method} requests have no body`;
  throw wrong("url", takes, discreetly("url", url));
}

/** @param {Members} options */
function checkRequest(options) {
  const request = options.object("request", "an object of `RequestInit` members");
  if (request === undefined) return undefined;
  for (const name of ["method", "headers", "body", "signal"]) {
    if (request[name] !== undefined)
      throw options.wrong(`request.${name}`, `left out: it is the option \`${name}\``, request[name]);
  }
  return request;
}

/** @param {Members} options @returns {Headers | Function | undefined} */
function checkHeaders(options) {
  return options.read("headers", HEADERS, (value) =>
    typeof value === "function" ? value : toHeaders(value),
  );
}

/** @param {any} given */
function toHeaders(given) {
  if (typeof given === "string") throw wrong("headers", HEADERS, discreetly("headers", given));
  let name;
  try {
    if (!isObject(given)) return undefined;
    name = undefinedIn(given);
    if (name === undefined) return new Headers(given);
  } catch {
    return undefined;
  }
  throw wrong(`headers.${name}`, "a string, or left out", "none: it would be sent as such");
}

/**
 * @param {Members} options
 * @param {string} name
 * @param {string} takes
 */
function refuse(options, name, takes) {
  const given = options.get(name);
  if (given !== undefined) throw wrong(name, takes, discreetly(name, given));
}

/**
 * As messages show it, without what may be a secret.
 *
 * @param {string} name
 * @param {unknown} given
 */
function discreetly(name, given) {
  if (typeof given !== "string") return show(given);
  return name === "url" ? shown(given) : name === "headers" ? "a string" : show(given);
}
