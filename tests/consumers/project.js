import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** This Node, what was built, or what was installed. @param {string} home @param {string} program */
function programOf(home, program) {
  if (program === "node") return process.execPath;
  return program.startsWith("./") ? program : join(home, "node_modules", program);
}

/**
 * Runs a program to its end; returns what it writes.
 *
 * @param {Place} place
 * @param {string[]} command
 * @param {Record<string, string>} [more] of the environment
 */
export async function run({ folder, home }, [program, ...args], more) {
  const options = { cwd: folder, env: { ...QUIET, ...more }, timeout: PATIENCE, maxBuffer: 2 ** 26 };
  try {
    const { stdout } = await promisify(execFile)(programOf(home, program), args, options);
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
export async function serve({ folder, home }, [program, ...args], more) {
  const port = await freePort();
  const env = { ...QUIET, ...more, HOST: "127.0.0.1", PORT: String(port) };
  const last = args.at(-1) === "--port" ? [String(port)] : [];
  const child = spawn(programOf(home, program), [...args, ...last], { cwd: folder, env, stdio: "pipe" });
  const ended = once(child, "exit");
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const url = `http://127.0.0.1:${port}`;
  if (!(await eventuallyListens(port, ended))) {
    child.kill();
    throw new Error(`${program} does not serve: ${(await output).join("")}`);
  }
  return {
    url,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
