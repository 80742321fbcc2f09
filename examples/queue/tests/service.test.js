import assert from "node:assert/strict";
import { test } from "node:test";
import { startService } from "../demo/service.js";

test("the demo's service refuses a body that is no JSON, and lives on", async (t) => {
  const service = await startService();
  t.after(service.close);
  for (const body of ["{", "", "null", '{"ids":1}']) {
    const { status } = await fetch(service.url, { method: "POST", body });
    assert.equal(status, 400, body);
  }
});
