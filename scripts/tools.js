import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { styleText } from "node:util";

/** Programs that some tests and recipes need, by the names they have, with the system's packages that bring them. */
const TOOLS = {
  chromium: { names: ["chromium", "chromium-browser", "google-chrome"], packages: ["chromium"] },
  firefox: { names: ["firefox-esr", "firefox"], packages: ["firefox-esr"] },
  webkit: { names: ["WebKitWebDriver"], packages: ["webkit2gtk-driver", "xvfb", "xauth"] },
  redis: { names: ["redis-server"], packages: ["redis-server"] },
  go: { names: ["go"], packages: ["golang"] },
};

/** Without sandbox, since containers have none to give; and without a word to anybody but the page's server. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Where a program is: found, or else installed if that takes nobody's password. Without it, in CI it is an error, and
 * elsewhere a line: the rest still runs.
 *
 * @param {keyof typeof TOOLS} tool
 * @returns {string | undefined}
 */
export function find(tool) {
  const { names, packages } = TOOLS[tool];
  const found = lookUp(names) ?? (install(packages) ? lookUp(names) : undefined);
  if (found !== undefined) return found;
  const message = `${tool} is missing. On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}`;
  if (process.env.CI) throw new Error(message);
  console.warn(styleText("yellow", `Left out: ${message}`));
  return undefined;
}

/** @param {string[]} names */
function lookUp(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string[]} packages */
function install(packages) {
  if (process.getuid?.() !== 0 || lookUp(["apt-get"]) === undefined) return false;
  console.log(`Installing ${packages.join(", ")} (once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  /** @param {string[]} args */
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (apt("install", "--yes", "--no-install-recommends", ...packages).status === 0) return true;
  // The list of packages may be old, or not there yet.
  return (
    apt("update").status === 0 && apt("install", "--yes", "--no-install-recommends", ...packages).status === 0
  );
}
