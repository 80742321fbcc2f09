import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/**
 * What a module, run in a process of its own, writes to its standard output as JSON. The process has to end by itself.
 *
 * @param {string} code
 * @param {"module" | "commonjs"} [type]
 * @param {string[]} [flags] of Node
 * @returns {Promise<any>}
 */
export async function runInChild(code, type = "module", flags = []) {
  const args = [...flags, `--input-type=${type}`, "--no-warnings", "--eval", code];
  const child = spawn(process.execPath, args, { cwd: FOLDER, timeout: 100_000, killSignal: "SIGKILL" });
  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  assert.equal(signal, null, `the process did not end by itself; it wrote ${output} ${errors}`);
  assert.equal(status, 0, errors);
  assert.equal(errors, "");
  return JSON.parse(output);
}
