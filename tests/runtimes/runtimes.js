import { existsSync } from "node:fs";
import { join } from "node:path";

export const folder = import.meta.dirname;

/** @param {string} path */
const installed = (path) => join(folder, "node_modules", path);

/**
 * An environment: what is called with the address of the service, and the file without which it cannot be.
 *
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} needs
 * @property {(host: string) => string[]} command
 * @property {boolean} isPinned whether it is the same on every machine
 */

/**
 * @param {string} name
 * @param {string} binary
 * @param {boolean} isPinned
 * @returns {Runtime[]}
 */
const node = (name, binary, isPinned) => [
  { name: `${name}, import`, needs: binary, command: () => [binary, "run/import.js"], isPinned },
  { name: `${name}, require`, needs: binary, command: () => [binary, "run/require.cjs"], isPinned },
];

const deno = installed(".bin/deno");
const bun = installed(".bin/bun");

/** @type {Runtime[]} */
export const runtimes = [
  ...node("Node that runs this", process.execPath, false),
  ...node("Node 20", installed("node20/bin/node"), true),
  ...node("Node 22", installed("node22/bin/node"), true),
  ...node("Node 24", installed("node24/bin/node"), true),
  {
    name: "Deno",
    needs: deno,
    command: (host) => [
      deno,
      "run",
      "--no-prompt",
      "--node-modules-dir=manual",
      `--allow-net=${host}`,
      "run/import.js",
    ],
    isPinned: true,
  },
  { name: "Bun", needs: bun, command: () => [bun, "run/import.js"], isPinned: true },
  {
    name: "workerd",
    needs: installed("miniflare"),
    command: () => [process.execPath, "run/workerd.js"],
    isPinned: true,
  },
];

/** @param {Runtime} runtime */
export const isInstalled = (runtime) => existsSync(runtime.needs);
