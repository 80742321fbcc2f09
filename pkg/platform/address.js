/** What `fetch` takes a relative address to start from: a page may have a base of its own, or its embedder's. */
const base = () => globalThis.document?.baseURI ?? globalThis.location?.href;

/**
 * What to check after a failed request to another origin, since browsers keep the reason from scripts.
 *
 * @param {any} url
 * @param {unknown} thrown
 * @param {any} init of the request
 */
export function whatToCheck(url, thrown, init) {
  const page = globalThis.location;
  if (!page?.origin) return isDistrusted(thrown) ? DISTRUSTED : "";
  let other;
  try {
    other = new URL(url, base()).origin;
  } catch {
    // No address, which is what the error says already.
    return "";
  }
  if (other === page.origin) return "";
  return (
    `. Browsers do not say why: check that ${other} can be reached, that it allows ${page.origin} by CORS ` +
    `(access-control-allow-origin${preflight(init)}), and that the page's Content-Security-Policy has it in connect-src`
  );
}

/** Headers that need no leave. */
const SAFE = ["accept", "accept-language", "content-language"];

/** @param {any} init of the request */
function preflight(init) {
  const names = [...new Headers(init?.headers).keys()].filter((name) => !SAFE.includes(name));
  return names.length > 0 ? `; in the preflight also access-control-allow-headers: ${names.join(", ")}` : "";
}

/** What Node says of a certificate whose authority it does not know. */
const UNKNOWN_AUTHORITY = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/;
const DISTRUSTED =
  ". Node does not know who signed the certificate: start it with NODE_EXTRA_CA_CERTS=/path/to/authority.pem";

/** @param {any} thrown */
function isDistrusted(thrown) {
  try {
    return UNKNOWN_AUTHORITY.test(String(thrown?.cause?.code ?? thrown?.code));
  } catch {
    // A getter that throws hides what there is.
    return false;
  }
}

/**
 * The name of a header without a value, which would be sent as "undefined": a token that is not there, say.
 *
 * @param {any} headers as `new Headers()` takes them
 */
export function undefinedIn(headers) {
  // Another iterable may be used up by looking at it; that of `Headers` has only strings.
  const isIterable = typeof headers[Symbol.iterator] === "function";
  const pairs = Array.isArray(headers) ? headers : isIterable ? [] : Object.entries(headers);
  // What is no pair is refused as such.
  const found = pairs.find((pair) => pair.length === 2 && (pair[1] === undefined || pair[1] === null));
  return found && String(found[0]);
}

/**
 * A host with its port, which is read as a scheme, schemes that no `fetch` knows, and those without slashes, but for the few that may
 * stand so. Apps have schemes of their own, with slashes, for what they bring along.
 */
const NOT_HTTP =
  /^\s*(?:[\w.-]+:\d+(?:[/?#]|$)|(?:wss?|ftp):|(?!(?:https?|data|blob|file):)[a-z][a-z\d+.-]*:(?!\/\/))/i;

/**
 * What is wrong with an address that `fetch` would refuse each time it is tried; undefined for one that it takes. Nothing of it
 * that may be a secret is shown.
 *
 * @param {string} url
 * @returns {string | undefined}
 */
export function wrongWith(url) {
  if (NOT_HTTP.test(url)) return `${shown(url)}, which lacks \`http://\` or \`https://\``;
  let parsed;
  try {
    parsed = new URL(url, base());
  } catch {
    const isRelative = !/^[a-z][a-z\d+.-]*:/i.test(url);
    return isRelative
      ? `${shown(url)}, which is relative, though there is no page here that it could be relative to`
      : `${shown(url)}, which is no address`;
  }
  if (parsed.username !== "" || parsed.password !== "")
    return `${shown(url)}, which has credentials in it, and \`fetch\` takes none: send them by \`headers\``;
  return undefined;
}

/**
 * Without what may be a secret: credentials, in which anything may stand, query, fragment, and long parts of the path.
 *
 * @param {string} url
 */
export function shown(url) {
  const scheme = /^\s*(?:https?:[/\\]*|(?:[a-z][a-z\d+.-]*:)?\/\/)?/i.exec(url)?.[0] ?? "";
  const path = /^[^?#]*/.exec(url)?.[0] ?? "";
  const at = url.lastIndexOf("@");
  let plain = path;
  if (at >= 0 && at < path.length) plain = `${scheme}…${path.slice(at)}`;
  // The `?` may be part of a password, but not that of a path alone.
  else if (at >= 0 && /[:@]/.test(path)) plain = `${scheme}…`;
  plain = plain.replace(/([^/\\][/\\])[^/\\]{20,}/g, "$1…");
  return JSON.stringify(plain.length > 60 ? `${plain.slice(0, 60)}…` : plain);
}
