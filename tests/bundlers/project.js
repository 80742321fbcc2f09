import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { eventuallyListens, freePort } from "../port.js";

const HERE = import.meta.dirname;
const TESTS = join(HERE, "..");
/** Of a build, in milliseconds. */
const PATIENCE = 300_000;

/** As bundlers are called where nobody wants to be asked or told anything. */
const env = { ...process.env, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: "1", CI: "1" };

/**
 * A folder as that of somebody who installed the package, with the suite beside their own files.
 *
 * @param {import("./consumers.js").Consumer} consumer
 * @param {string} id
 */
export function lay({ project }, id) {
  const folder = join(HERE, ".work", id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  cpSync(join(HERE, "projects/main.js"), join(folder, "main.js"));
  cpSync(join(HERE, "projects", project), folder, { recursive: true });
  cpSync(join(TESTS, "node_modules/filter-users"), join(folder, "node_modules/filter-users"), {
    recursive: true,
  });
  for (const file of ["acceptance.js", "cases.js", "check.js"])
    cpSync(join(TESTS, "runtimes", file), join(folder, "suite", file));
  cpSync(join(TESTS, "browsers/pages/report.js"), join(folder, "suite/report.js"));
  return folder;
}

/** @param {string} program this Node, what was built, or what was installed */
function programOf(program) {
  if (program === "node") return process.execPath;
  return program.startsWith("./") ? program : join(HERE, "node_modules", program);
}

/**
 * Runs a program to its end; returns what it writes.
 *
 * @param {string} folder
 * @param {string[]} command
 */
export async function run(folder, [program, ...args]) {
  try {
    const { stdout } = await promisify(execFile)(programOf(program), args, {
      cwd: folder,
      env,
      timeout: PATIENCE,
    });
    return stdout;
  } catch (/** @type {any} */ error) {
    throw new Error(`${error.message}\n${error.stdout}`);
  }
}

/**
 * Starts a bundler's own server.
 *
 * @param {string} folder
 * @param {string[]} command without its last argument, the port
 */
export async function serve(folder, [program, ...args]) {
  const port = await freePort();
  const child = spawn(programOf(program), [...args, String(port)], { cwd: folder, env, stdio: "pipe" });
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
