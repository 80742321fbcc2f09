import assert from "node:assert/strict";
import { it } from "node:test";
import { runFirstCommand } from "../../tests/recipe.js";

it("runs by what the README begins with", async (t) => {
  const output = await runFirstCommand(t, import.meta.dirname).output();
  assert.match(output, /^lines +1,000,000 in, 499,000 out\ntime .+ users a second\nmemory +\d+ MiB /m);
});
