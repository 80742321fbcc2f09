import { existsSync } from "node:fs";
import { join } from "node:path";

export const folder = import.meta.dirname;

/** Whichever it is. */
export const OWN_NODE = "Node that runs this";

/** @param {string} path */
const installed = (path) => join(folder, "node_modules", path);

/**
 * An environment: what is called with the address of the service, and the file without which it cannot be.
 *
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} way how the package comes into it
 * @property {string} needs
 * @property {(host: string) => string[]} command
 * @property {"lock" | "machine"} from where it comes
 * @property {number} [allowance] MiB that a reply in small chunks may take there beyond one that comes as a whole
 */

/**
 * @param {string} name
 * @param {string} binary
 * @param {"lock" | "machine"} from
 * @returns {Runtime[]}
 */
const node = (name, binary, from) => [
  { name, way: "import", needs: binary, command: () => [binary, "run/import.js"], from },
  { name, way: "require", needs: binary, command: () => [binary, "run/require.cjs"], from },
  {
    name,
    way: "require where it takes no ES modules",
    needs: binary,
    command: () => [binary, "--no-experimental-require-module", "run/require.cjs"],
    from,
  },
];

/**
 * @param {string} way
 * @param {string} script
 * @param {string} date of the behaviour that a worker is deployed for
 * @returns {Runtime}
 */
const workerd = (way, script, date) => ({
  name: "workerd",
  way,
  needs: installed("miniflare"),
  command: () => [process.execPath, "run/workerd.js", script, date],
  from: "lock",
});

const deno = installed(".bin/deno");
const bun = installed(".bin/bun");

/** @type {Runtime[]} */
export const runtimes = [
  ...node(OWN_NODE, process.execPath, "machine"),
  ...node("Node 20", installed("node20/bin/node"), "lock"),
  ...node("Node 22", installed("node22/bin/node"), "lock"),
  ...node("Node 24", installed("node24/bin/node"), "lock"),
  ...node("Node 26", installed("node26/bin/node"), "lock"),
  {
    name: "Node 26",
    way: "filter-users/undici",
    needs: installed("node26/bin/node"),
    command: () => [installed("node26/bin/node"), "run/undici.js"],
    from: "lock",
  },
  {
    name: "Deno",
    way: "no permission but --allow-net",
    needs: deno,
    command: (host) => [
      deno,
      "run",
      "--no-prompt",
      "--node-modules-dir=manual",
      `--allow-net=${host}`,
      "run/import.js",
    ],
    from: "lock",
    allowance: 96,
  },
  { name: "Bun", way: "import", needs: bun, command: () => [bun, "run/import.js"], from: "lock" },
  { ...workerd("import", "run/worker.js", "2026-04-01"), allowance: 16 },
  // Before 2026, a rejection was told of as soon as nobody had handled it, not at the end of a turn.
  workerd("slim with engine.wasm", "run/worker-slim.js", "2025-06-01"),
];

/** @param {Runtime} runtime */
export const isInstalled = (runtime) => existsSync(runtime.needs);
