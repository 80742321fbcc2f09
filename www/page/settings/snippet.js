/** The code for what the controls are set to, to be copied. */

import { button, element, setText } from "../dom.js";
import { optionsOf, serviceUrl } from "./options.js";

/** @typedef {import("./state.js").Settings} Settings */
/** @typedef {"browser" | "node" | "deno"} Runtime */

const WIDTH = 90;

/** @returns {(settings: Settings) => void} shows the snippet for these */
export function snippetView() {
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
      return snippet(current, /** @type {Runtime} */ (new FormData(choice).get("runtime")), location.origin);
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

/** @param {Settings} settings @param {Runtime} runtime @param {string} origin of the demo's service */
export function snippet(settings, runtime, origin) {
  const url = new URL(serviceUrl(settings), origin);
  const options = {
    url: runtime === "browser" && url.origin === origin ? url.href.slice(origin.length) : url.href,
    ...optionsOf(settings),
  };
  const module = runtime === "deno" ? "npm:filter-users" : "filter-users";
  const first =
    runtime === "deno" ? [`// deno run --allow-net=${hosts(settings, url, origin)} filter.js`] : [];
  return [
    ...first,
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
