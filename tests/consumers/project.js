import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { eventuallyListens, freePort } from "../port.js";

/** @typedef {import("./consume.js").Place} Place */

const HERE = import.meta.dirname;
const TESTS = join(HERE, "..");
/** Of a build, in milliseconds. */
const PATIENCE = 300_000;

/** As programs are called where nobody wants to be asked or told anything. */
const QUIET = {
  ...process.env,
  NODE_ENV: undefined,
  CI: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
};

/**
 * A folder as that of somebody who installed the package, with the suite beside their own files.
 *
 * @param {string} folder
 * @param {string} project folder of what is its own; the rest is the same for all
 */
export function lay(folder, project) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  furnish(folder, project);
  return folder;
}

/**
 * The same where packages are installed, which stay.
 *
 * @param {string} folder
 * @param {string} project
 */
export function furnish(folder, project) {
  cpSync(join(HERE, "main.js"), join(folder, "main.js"));
  cpSync(project, folder, { recursive: true });
  const packaged = join(folder, "node_modules/filter-users");
  rmSync(packaged, { recursive: true, force: true });
  cpSync(join(TESTS, "node_modules/filter-users"), packaged, { recursive: true });
  for (const file of ["acceptance.js", "cases.js", "check.js"])
    cpSync(join(TESTS, "runtimes", file), join(folder, "suite", file));
  cpSync(join(TESTS, "browsers/pages/report.js"), join(folder, "suite/report.js"));
}

/** Node, what was built, or what was installed. @param {Place} place @param {string} program */
function programOf({ home, node = process.execPath }, program) {
  if (program === "node") return node;
  return program.startsWith("./") ? program : join(home, "node_modules", program);
}

/** Programs look for their Node there. @param {Place} place @param {Record<string, string>} [more] */
function environment({ node }, more) {
  return { ...QUIET, ...(node && { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }), ...more };
}

/**
 * Runs a program to its end; returns what it writes.
 *
 * @param {Place} place
 * @param {string[]} command
 * @param {Record<string, string>} [more] of the environment
 */
export async function run(place, [program, ...args], more) {
  const options = { cwd: place.folder, env: environment(place, more), timeout: PATIENCE, maxBuffer: 2 ** 26 };
  try {
    const { stdout } = await promisify(execFile)(programOf(place, program), args, options);
    return stdout;
  } catch (/** @type {any} */ error) {
    throw new Error(`${error.message}\n${error.stdout}`);
  }
}

/**
 * Starts a server.
 *
 * @param {Place} place
 * @param {string[]} command
 * @param {Record<string, string>} [more] of the environment
 */
export async function serve(place, [program, ...args], more) {
  const port = await freePort();
  const env = { ...environment(place, more), HOST: "127.0.0.1", PORT: String(port) };
  const last = args.at(-1) === "--port" ? [String(port)] : [];
  const child = spawn(programOf(place, program), [...args, ...last], {
    cwd: place.folder,
    env,
    stdio: "pipe",
    detached: true,
  });
  const ended = once(child, "exit");
  /** With all that it started itself. */
  const end = () => child.exitCode === null && child.pid !== undefined && process.kill(-child.pid);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const url = `http://127.0.0.1:${port}`;
  if (!(await eventuallyListens(port, ended))) {
    end();
    throw new Error(`${program} does not serve: ${(await output).join("")}`);
  }
  return {
    url,
    async stop() {
      end();
      await ended;
    },
  };
}
