/**
 * A way to bring the package into a browser, or something that only browsers have.
 *
 * @typedef {object} Way
 * @property {string} way
 * @property {string[]} visits the pages that report cases
 * @property {string} [asked] path of the service on the page's own origin; without it, it is on another
 */

const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const NO_WASM = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** @type {Record<string, import("./site.js").Page>} */
export const pages = {
  page: { script: "page.js" },
  slim: { script: "slim.js" },
  "module-worker": { script: "module-worker.js" },
  "classic-worker": { script: "classic-worker.js" },
  "service-worker": { script: "service-worker.js" },
  strict: { script: "strict.js", policy: STRICT },
  "no-wasm": { script: "no-wasm.js", policy: NO_WASM },
  engine: { script: "engine.js" },
  "cross-origin": { script: "cross-origin.js" },
  gone: { script: "gone.js" },
  kept: { script: "kept.js" },
  left: { script: "left.js" },
};

/** @type {Way[]} */
export const ways = [
  { way: "page with an import map", visits: ["page"] },
  { way: "slim with engine.wasm", visits: ["slim"] },
  { way: "module worker", visits: ["module-worker"] },
  { way: "classic worker", visits: ["classic-worker"] },
  { way: "service worker", visits: ["service-worker"] },
  { way: "page under a strict CSP", visits: ["strict"], asked: "/service" },
  {
    way: "CORS, cookies, leaving, no wasm, one compilation",
    visits: ["cross-origin", "gone", "kept", "no-wasm", "engine"],
  },
];
