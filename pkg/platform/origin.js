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
