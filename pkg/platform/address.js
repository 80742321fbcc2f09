/**
 * What to check after a failed request to another origin, since browsers keep the reason from scripts.
 *
 * @param {any} url
 */
export function whatToCheck(url) {
  const page = globalThis.location;
  if (!page?.origin) return "";
  let other;
  try {
    other = new URL(url, page.href).origin;
  } catch {
    // No address, which is what the error says already.
    return "";
  }
  if (other === page.origin) return "";
  return (
    `. Browsers do not say why: check that ${other} can be reached, that it allows ${page.origin} by CORS ` +
    "(access-control-allow-origin; in the preflight also access-control-allow-headers: content-type), and that the " +
    "page's Content-Security-Policy has it in connect-src"
  );
}

/**
 * What is wrong with an address that `fetch` would refuse each time it is tried; undefined for one that it takes. Nothing of it
 * that may be a secret is shown.
 *
 * @param {string} url
 * @returns {string | undefined}
 */
export function wrongWith(url) {
  // `localhost` would be the scheme.
  if (/^[\w.-]+:\d+(?:[/?#]|$)/.test(url)) return `${shown(url)}, which lacks \`http://\` or \`https://\``;
  let parsed;
  try {
    parsed = new URL(url, globalThis.location?.href);
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

/** Without what may be a secret: credentials, query and fragment. @param {string} url */
function shown(url) {
  const plain = url.replace(/[?#].*$/s, "").replace(/^([a-z][a-z\d+.-]*:)?(\/\/)[^/]*@/i, "$1$2…@");
  return JSON.stringify(plain.length > 60 ? `${plain.slice(0, 60)}…` : plain);
}
