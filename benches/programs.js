import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { OwnTime } from "./measure.js";

/**
 * A program in another language. It stays, so that its start is not timed: told by a line to run once, it answers a line
 * of JSON with what it took and what came of it.
 *
 * @param {string} command
 * @param {(string | number)[]} args
 */
export function program(command, args) {
  const child = spawn(command, args.map(String), { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** @param {import("./data.js").User[]} expected who should pass */
    async run(expected) {
      child.stdin.write("\n");
      const { done, value } = await lines.next();
      if (done) throw new Error(`${command} ended before it was told to`);
      const { wall, cpu, passed, sum } = JSON.parse(value);
      assert.deepEqual(
        [passed, sum],
        [expected.length, expected.reduce((sum, { id }) => sum + id, 0)],
        command,
      );
      return new OwnTime(wall, cpu);
    },
    close: () => child.stdin.end(),
  };
}
