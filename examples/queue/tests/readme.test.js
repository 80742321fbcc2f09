import assert from "node:assert/strict";
import { dirname } from "node:path";
import { describe, test } from "node:test";
import { runFirstCommand } from "../../../tests/recipe.js";
import { options } from "./support.js";

describe("the recipe", options, () => {
  test("runs by what the README begins with, here with fewer users", async (t) => {
    const output = await runFirstCommand(t, dirname(import.meta.dirname), " -- --users=20000").output();
    for (const trouble of ["a worker is killed", "Redis is killed", "the service refuses everything"])
      assert.match(output, new RegExp(` s {2}${trouble}$`, "m"));
    assert.match(output, /^together 20,000: every user once, with the verdict it has to have$/m);
    const [, most] = /at most (\d+) in any second$/m.exec(output) ?? [];
    assert.ok(Number(most) <= 40, `${most} requests in a second`);
  });
});
