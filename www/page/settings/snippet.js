/** The code for what the controls are set to, to be copied. */

import { button, element, setText } from "../dom.js";
import { optionsOf, serviceUrl } from "./options.js";

/** @typedef {import("./state.js").Settings} Settings */
/** @typedef {"browser" | "node" | "deno"} Runtime */

const WIDTH = 90;

/**
 * @param {() => Record<string, string>} headers those that a service of one's own is sent
 * @returns {(settings: Settings) => void} shows the snippet for these
 */
export function snippetView(headers) {
  const code = element("snippet");
  const copied = element("copied");
  const choice = /** @type {HTMLFormElement} */ (element("runtime"));
  /** @type {Settings | undefined} */
  let settings;

  function show() {
    if (!settings) return;
    setText(copied, "");
    setText(code, write(settings));
  }

  /** @param {Settings} current */
  function write(current) {
    try {
      const runtime = /** @type {Runtime} */ (new FormData(choice).get("runtime"));
      return snippet(current, runtime, location.origin, current.target === "own" ? headers() : {});
    } catch (error) {
      return /** @type {Error} */ (error).message.replace(/^/gm, "// ");
    }
  }

  choice.addEventListener("change", show);
  button("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent ?? "");
    setText(copied, "Copied.");
  });
  return (current) => {
    settings = current;
    show();
  };
}

/**
 * @param {Settings} settings
 * @param {Runtime} runtime
 * @param {string} origin of the demo's service
 * @param {Record<string, string>} [headers]
 */
export function snippet(settings, runtime, origin, headers = {}) {
  const url = new URL(serviceUrl(settings), origin);
  const isOwnOrigin = url.origin === origin;
  const options = {
    url: runtime === "browser" && isOwnOrigin ? url.href.slice(origin.length) : url.href,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...optionsOf(settings),
  };
  const module = runtime === "deno" ? "npm:filter-users" : "filter-users";
  const first =
    runtime === "deno" ? [`// deno run --allow-net=${hosts(settings, url, origin)} filter.js`] : [];
  return [
    ...first,
    ...(runtime === "browser" && !isOwnOrigin ? allowed(headers) : []),
    `import { filterUsers } from "${module}";`,
    "",
    `const users = ${usersFor(settings, runtime, origin)};`,
    `const { passed, skipped, missing, failed } = await filterUsers(users, ${literal(options)});`,
    "",
    'console.log(passed.length, "passed", skipped.length, "skipped", missing.length, "missing");',
    'for (const { users, error } of failed) console.warn(users.length, "failed:", error.message);',
    "",
  ].join("\n");
}

/** What a page needs of a service on another origin, which this page, asking through its server, does not. @param {Record<string, string>} headers */
function allowed(headers) {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return [
    "// In a browser, the service has to answer OPTIONS, and let your page in (CORS):",
    "//   access-control-allow-origin: the origin of your page, on every answer",
    "//   access-control-allow-methods: POST",
    `//   access-control-allow-headers: ${[...new Set(["content-type", ...names])].join(", ")}`,
    "//   access-control-expose-headers: retry-after, on every answer",
  ];
}

/** @param {Settings} settings @param {URL} url @param {string} origin */
function hosts({ target }, url, origin) {
  return target === "demo" ? new URL(origin).host : url.host;
}

/** @param {Settings} settings @param {Runtime} runtime @param {string} origin */
function usersFor({ target, users, key }, runtime, origin) {
  if (target === "own") return `[{ ${nameOf(key)}: 1 }, { ${nameOf(key)}: 2 }] /* yours */`;
  const address = `${runtime === "browser" ? "" : origin}/v1/users?limit=${users}`;
  return `await (await fetch(${JSON.stringify(address)})).json()`;
}

/**
 * A value as one writes it in JavaScript: on one line where it is short.
 *
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {string}
 */
function literal(value, indent = "") {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((part) => literal(part, inner))
    : Object.entries(value).map(([name, part]) => `${nameOf(name)}: ${literal(part, inner)}`);
  if (parts.length === 0) return open + close;
  const pad = Array.isArray(value) ? "" : " ";
  const short = `${open}${pad}${parts.join(", ")}${pad}${close}`;
  const isShort = indent !== "" && !short.includes("\n") && short.length + indent.length < WIDTH;
  if (isShort) return short;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}

/** @param {string} name */
function nameOf(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
