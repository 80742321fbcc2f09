import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { emptyStats } from "filter-users";
import { startService } from "../demo/service.js";
import { openResults } from "../results.js";

test("the demo's service refuses a body that is no JSON, and lives on", async (t) => {
  const service = await startService();
  t.after(service.close);
  for (const body of ["{", "", "null", '{"ids":1}']) {
    const { status } = await fetch(service.url, { method: "POST", body });
    assert.equal(status, 400, body);
  }
});

test("a job's name does not lead out of the folder of results", async (t) => {
  const outer = await mkdtemp(join(tmpdir(), "queue-names-"));
  t.after(() => rm(outer, { recursive: true }));
  const results = await openResults(join(outer, "a", "results"));
  const result = { passed: [{ id: 1 }], skipped: [], missing: [], failed: [], stats: emptyStats() };
  const names = ["../../x", "..", "/x", "a/b"];
  for (const name of names) {
    await results.publish(name, result);
    assert.deepEqual((await results.read(name))?.passed, [{ id: 1 }]);
  }
  assert.deepEqual((await results.names()).sort(), names.sort());
  assert.deepEqual(await readdir(outer), ["a"]);
  assert.deepEqual(await readdir(join(outer, "a")), ["results"]);
});
