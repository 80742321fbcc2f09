/** The script as it is called by hand, in a Deno that npm has brought. */

import { spawn } from "node:child_process";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..");

export const DENO = join(FOLDER, "node_modules/.bin/deno");

/** It leaves nothing outside of this folder, and asks nobody for a newer one. */
const env = { ...process.env, DENO_DIR: join(FOLDER, "node_modules/.deno"), DENO_NO_UPDATE_CHECK: "1" };

/** The arguments of Deno, by which the script may reach the service and nothing else. @param {string} url */
export const allowing = (url) => ["run", `--allow-net=${new URL(url).host}`, "filter.js"];

/** @param {string} url @param {string[]} args */
export const startScript = (url, args) =>
  spawn(DENO, [...allowing(url), ...args], { cwd: FOLDER, env, timeout: 60_000, killSignal: "SIGKILL" });
