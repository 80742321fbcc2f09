import assert from "node:assert/strict";
import { it } from "node:test";
import { filterUsers } from "filter-users";
import { everyone, refuse, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, pause, users } from "../support/users.js";

// Where other bulk helpers are known to lose users.

it("an abort while a half-refused batch waits for its retry loses nobody", async (t) => {
  const service = await startService(t, (seen) => {
    if (seen.ids.length === 4) return 413;
    return seen.ids.includes(3) ? 503 : everyone(seen);
  });
  const controller = new AbortController();
  const input = users(4);
  const run = filterUsers(input, {
    url: service.url,
    batchSize: 4,
    retry: { limit: 3, delay: 60_000, maxDelay: 60_000, jitter: "none" },
    signal: controller.signal,
    onAbort: "partial",
  });
  await eventually(() => service.log.length === 3, "both halves were asked about");
  await pause(50);
  controller.abort();
  const result = await run;
  assertLedger(result, input);
  assert.equal(result.passed.length, 2);
  assert.equal(failedUsers(result).length, 2);
  assert.equal(result.failed[0].error.code, "ABORTED");
});

it("every row refused for ever ends, and everybody failed with the refusal", async (t) => {
  const service = await startService(t, () => refuse(422));
  const input = users(8);
  const result = await filterUsers(input, { url: service.url, split: true });
  assertLedger(result, input);
  assert.equal(result.failed.length, 8);
  for (const { error } of result.failed) assert.equal(error.status, 422);
  assert.equal(service.log.length, 15, "eight users, halved down to each");
  assert.equal(result.stats.batches.split, 1);
});

it("a body that never ends and consists of no bytes fails its batch", async () => {
  const reader = { read: async () => ({ done: false, value: "text" }), cancel: async () => {} };
  const fetch = /** @type {any} */ (async () => ({ status: 200, body: { getReader: () => reader } }));
  const { failed } = await filterUsers(users(2), { url: "http://service.test", fetch, retry: 0 });
  assert.equal(failed[0].error.code, "NETWORK");
  assert.match(failed[0].error.message, /has to consist of bytes, but gave "text"/);
});

it("a mock's json() may hold bigints", async () => {
  const fetch = /** @type {any} */ (async () => ({ status: 200, json: async () => [{ id: 2n ** 60n }] }));
  const { passed } = await filterUsers([{ id: 2n ** 60n }], { url: "http://service.test", fetch });
  assert.equal(passed.length, 1);
});
