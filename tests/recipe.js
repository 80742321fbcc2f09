/** Runs what a recipe's README begins with, as whoever has just cloned the project does: in a shell, from its root. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../scripts/setup.js";

/** In ms. It may have to build and install first. */
const LONGEST = 180_000;

/**
 * What npm tells the scripts it runs: a shell in which nobody has called npm has none of it.
 * `CI` stays, by which a missing program is an error.
 */
const isOfNpm = (/** @type {string} */ name) => /^npm_|^NODE_TEST_CONTEXT$/i.test(name);

/** @param {string} folder */
function firstCommand(folder) {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, command] = /^# .+\n\n```sh\n(.+)\n/.exec(readme) ?? [];
  assert.ok(command, "a README begins with its title, and the command that runs it");
  return command;
}

/**
 * Ends with the test, and with it all that it started.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder of the recipe
 * @param {string} [more] arguments, for a smaller run than the README's
 */
export function runFirstCommand(t, folder, more = "") {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfNpm(name)));
  // A group of processes of its own, so that they can be ended together.
  const child = spawn(`${firstCommand(folder)}${more}`, { cwd: root, env, shell: true, detached: true });
  child.stdin.end();
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  const closed = once(child, "close");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  t.after(async () => {
    if (!hasEnded()) process.kill(-(/** @type {number} */ (child.pid)));
    await closed;
  });

  return {
    /** Waits for its end, which has to be a good one, and answers what it has said. */
    async output() {
      const [status] = await closed;
      assert.equal(status, 0, said);
      return said;
    },
    /** Waits until it says that, while it goes on. @param {RegExp} what */
    async says(what) {
      for (const until = Date.now() + LONGEST; ; await pause(50)) {
        const found = what.exec(said);
        if (found) return found;
        assert.ok(!hasEnded() && Date.now() < until, `it says ${what}, not:\n${said}`);
      }
    },
  };
}
