import { now } from "./clock.js";
import { show } from "./errors.js";
import { Explanation } from "./explanation.js";
import { isObject } from "./members.js";
import { describe, encode, encodeIds, isThenable, whatToCheck } from "./request.js";

/** @typedef {import("./members.js").Members} Members */
/** @typedef {import("./attempt.js").Attempt} Attempt */
/** @typedef {import("./ids.js").Ids} Ids */

/**
 * A request that is ready to go.
 *
 * @typedef {object} Prepared
 * @property {number} bytes of its body
 * @property {number} encoding milliseconds that it took us to build it
 * @property {() => unknown} go sends it
 * @property {string} failing how to begin to say that it failed
 * @property {() => string} advice what to check then
 * @property {boolean} isOwn whether the caller's `send` sends it
 */

/**
 * Whom to ask. `prepare` builds a request, and throws an
 * `Explanation` of what the caller's functions do wrong, which is theirs to mend: it is not retried.
 *
 * @typedef {{ prepare(attempt: Attempt, users: unknown[], ids: Ids): Prepared | Promise<Prepared> }} Target
 */

const ADDRESS = "a string, a URL or a function";
const HEADERS = "headers as `new Headers()` takes them";
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

/**
 * Whom to ask and how: the options under "the service".
 *
 * @param {Members} options
 * @returns {Target}
 */
export function readTarget(options) {
  const send = options.function("send");
  if (send === undefined) return new Service(options);
  for (const name of ["url", "method", "headers", "body", "request", "fetch"]) {
    refuse(options, name, "left out, since `send` sends the batches");
  }
  return {
    prepare: ({ context }, users) => ({
      bytes: 0,
      encoding: 0,
      go: () => send(users, context),
      failing: "`send` failed",
      advice: () => "",
      isOwn: true,
    }),
  };
}

/** A service that is asked by `fetch`. */
class Service {
  #url;
  #method;
  #body;
  #request;
  /** As given, if they are. @type {Headers | Function | undefined} */
  #headers;
  #fetch;

  /** @param {Members} options */
  constructor(options) {
    const url = options.read("url", ADDRESS, (value) =>
      typeof value === "function" ? value : address(value),
    );
    if (url === undefined) throw options.wrong("url", `${ADDRESS}, unless \`send\` is given`, undefined);
    this.#url = url;
    const isToken = (/** @type {unknown} */ value) => typeof value === "string" && TOKEN.test(value);
    const method = options.read("method", "an HTTP method", (value) => (isToken(value) ? value : undefined));
    this.#method = /** @type {string} */ (method ?? "POST");
    this.#body = this.#readBody(options);
    const request = options.object("request", "an object of `RequestInit` members");
    for (const name of ["method", "headers", "body", "signal"]) {
      if (request?.[name] !== undefined)
        throw options.wrong(`request.${name}`, `left out: it is the option \`${name}\``, request[name]);
    }
    this.#request = request;
    this.#headers = readHeaders(options);
    // The global one is looked up when it is called.
    this.#fetch = options.function("fetch");
  }

  /** @param {Members} options */
  #readBody(options) {
    const method = this.#method;
    const body = options.read("body", '"ids", "users" or a function', (value) =>
      value === "ids" || value === "users" || typeof value === "function" ? value : undefined,
    );
    if (!["GET", "HEAD"].includes(method.toUpperCase())) return body ?? "ids";
    refuse(options, "body", `left out, since ${method} requests have none`);
    if (typeof this.#url === "function") return undefined;
    const takes = `a function that puts the users into the address, since ${method} requests have no body`;
    throw options.wrong("url", takes, this.#url);
  }

  /**
   * @param {Attempt} attempt
   * @param {unknown[]} users
   * @param {Ids} ids
   */
  prepare(attempt, users, ids) {
    const began = now();
    const { context } = attempt;
    const url = this.#address(users, context);
    /** @type {any} */
    const init = { ...this.#request, method: this.#method, signal: context.signal };
    const { bytes, isJson } = this.#addBody(init, users, ids, context);
    const own = this.#fetch;
    /**
     * @param {Headers} headers
     * @param {number} waited milliseconds that the caller's `headers` took, which are not ours
     */
    const ready = (headers, waited) => {
      init.headers = headers;
      return {
        bytes,
        encoding: now() - began - waited,
        go: () => (own === undefined ? globalThis.fetch(url, init) : own(url, init)),
        failing: "The request failed",
        advice: () => (own === undefined ? whatToCheck(url) : ""),
        isOwn: false,
      };
    };
    const headers = this.#headers;
    if (typeof headers !== "function") return ready(copied(headers, isJson), 0);
    const asked = now();
    const answer = attempting("headers", () => headers(context));
    const use = (/** @type {unknown} */ given) => ready(usableHeaders(given, isJson), now() - asked);
    if (!isThenable(answer)) return use(answer);
    return attempt.wait(answer).then(use, (thrown) => {
      throw threw("headers", thrown);
    });
  }

  /**
   * @param {unknown[]} users
   * @param {unknown} context
   */
  #address(users, context) {
    const url = this.#url;
    if (typeof url !== "function") return url;
    const answer = attempting("url", () => url(users, context));
    const found = address(answer);
    if (found === undefined) throw unusable("url", "a string or a URL", answer);
    return found;
  }

  /**
   * @param {any} init where the body is put
   * @param {unknown[]} users
   * @param {Ids} ids
   * @param {unknown} context
   */
  #addBody(init, users, ids, context) {
    const body = this.#body;
    if (body === undefined) return { bytes: 0, isJson: false };
    const encoded = attempting("body", () => {
      if (body === "ids") return encodeIds(ids);
      return encode(body === "users" ? { users } : body(users, context));
    });
    init.body = encoded.body;
    // Fetch standard: a body that is a stream has to be sent before the reply is read.
    if (encoded.isStream) init.duplex = "half";
    return encoded;
  }
}

/**
 * @param {Members} options
 * @param {string} name
 * @param {string} takes
 */
function refuse(options, name, takes) {
  const given = options.get(name);
  if (given !== undefined) throw options.wrong(name, takes, given);
}

/**
 * A string that is not empty, or that of a URL object of any realm, as it is now.
 *
 * @param {any} value
 * @returns {string | undefined}
 */
function address(value) {
  const href = isObject(value) ? value.href : value;
  return typeof href === "string" && href !== "" ? href : undefined;
}

/** @param {Members} options */
function readHeaders(options) {
  const given = options.get("headers");
  if (given === undefined || typeof given === "function") return given;
  const headers = toHeaders(given);
  if (headers === undefined) throw options.wrong("headers", `${HEADERS}, or a function`, given);
  return headers;
}

/** @param {any} given */
function toHeaders(given) {
  try {
    return isObject(given) ? new Headers(given) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {any} given
 * @param {boolean} isJson
 */
function usableHeaders(given, isJson) {
  if (!isObject(given)) throw unusable("headers", HEADERS, given);
  try {
    return copied(given, isJson);
  } catch (cause) {
    throw unusable("headers", HEADERS, given, { cause });
  }
}

/**
 * Headers of a request's own, since who wraps `fetch` may add to them. They say that the body is JSON, if it is, unless
 * the caller says what it is.
 *
 * @param {HeadersInit | undefined} given
 * @param {boolean} isJson
 */
function copied(given, isJson) {
  const headers = new Headers(given);
  if (isJson && !headers.has("content-type")) headers.set("content-type", "application/json");
  return headers;
}

/**
 * @template T
 * @param {string} option whose function is called
 * @param {() => T} call
 */
function attempting(option, call) {
  try {
    return call();
  } catch (thrown) {
    throw threw(option, thrown);
  }
}

/**
 * @param {string} option
 * @param {unknown} thrown
 */
function threw(option, thrown) {
  return new Explanation("REQUEST", `The function \`${option}\` failed: ${describe(thrown)}`, {
    cause: thrown,
  });
}

/**
 * @param {string} option
 * @param {string} takes
 * @param {unknown} got
 * @param {{ cause?: unknown }} [details]
 */
function unusable(option, takes, got, details) {
  const message = `Expected the function \`${option}\` to answer ${takes}, got ${show(got)}`;
  return new Explanation("REQUEST", message, details);
}
