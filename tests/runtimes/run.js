import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { folder } from "./runtimes.js";

/** Of a runtime, in milliseconds: it has to end by itself, so nothing of a run may be left over. */
const PATIENCE = 40_000;

/**
 * What a runtime makes of the suite.
 *
 * @typedef {{ version: string, cases: import("./cases.js").Case[] }} Findings
 *
 * @param {import("./runtimes.js").Runtime} runtime
 * @param {{ host: string, url: string }} service
 * @returns {Promise<Findings>}
 */
export async function runIn(runtime, { host, url }) {
  return JSON.parse(await outputOf(runtime.command(host), url));
}

/**
 * What a program writes.
 *
 * @param {string[]} command
 * @param {string} url
 * @param {(child: import("node:child_process").ChildProcess) => void} [watch]
 */
export async function outputOf([program, ...args], url, watch) {
  const child = spawn(program, [...args, url], {
    cwd: folder,
    // Deno keeps its compiled code there, and asks nobody for a newer Deno.
    env: { ...process.env, DENO_DIR: `${folder}/node_modules/.deno`, DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  watch?.(child);
  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (status !== 0)
    throw new Error(
      `${signal ? "It did not end by itself" : `It ended with status ${status}`}: ${output}${errors}`,
    );
  return output;
}
