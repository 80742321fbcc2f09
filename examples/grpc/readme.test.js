import assert from "node:assert/strict";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { runFirstCommand } from "../../tests/recipe.js";

test("runs by what the README begins with", async (t) => {
  const demo = runFirstCommand(t, import.meta.dirname);
  for (const protocol of ["gRPC", "gRPC-Web", "Connect"])
    await demo.says(new RegExp(`^${protocol} +494 passed, 496 skipped, 10 missing, 0 failed`, "m"));
  const [, url] = await demo.says(/^The same in a browser: (https:\S+)/m);
  assert.match(await page(url), /<script type="module"/);
});

/** Its certificate was made a moment ago, and nobody vouches for it. @param {string} url @returns {Promise<string>} */
function page(url) {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, (response) => resolve(text(response)))
      .on("error", reject)
      .end();
  });
}
