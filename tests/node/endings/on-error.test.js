import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FilterUsersError, filterUsers, partialResult } from "filter-users";
import { everyone, respond, silence, startService } from "../support/service.js";
import { assertLedger, eventually, ids, pause, rejection, users } from "../support/users.js";

describe('onError: "throw"', () => {
  it("the first failed batch ends the run and is thrown", async (t) => {
    const service = await startService(t, async (seen) => {
      if (seen.ids.includes(1)) return everyone(seen);
      if (!seen.ids.includes(3)) return silence;
      await eventually(() => service.log.length === 4, "all are in flight");
      return respond("gone", { status: 404 });
    });
    const input = users(20);
    const options = /** @type {const} */ ({ batchSize: 2, concurrency: 3, onError: "throw" });
    const error = await rejection(filterUsers(input, { url: service.url, ...options }));
    assert.ok(error instanceof FilterUsersError);
    assert.deepEqual(
      [error.code, error.status, error.attempts, error.reply],
      ["HTTP_STATUS", 404, 1, "gone"],
    );
    assert.equal(error.batch, 1, "it says which batch failed");
    const partial = partialResult(error);
    assertLedger(partial, input);
    assert.deepEqual(ids(partial.passed), [1, 2]);
    const [first, ...others] = partial.failed;
    assert.deepEqual(ids(first.users), [3, 4]);
    assert.equal(first.error.code, "HTTP_STATUS");
    for (const { error } of others) assert.equal(error.code, "ABORTED");
    await eventually(() => service.inFlight === 0, "what was in flight is aborted");
    await pause(10);
    assert.equal(service.log.length, 4);
  });

  it("a batch that is well after its retry ends nothing", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    const result = await filterUsers(users(4), { url: service.url, retry: { delay: 1 }, onError: "throw" });
    assert.equal(result.passed.length, 4);
  });

  it("a deadline is such a failure, too", async (t) => {
    const service = await startService(t, () => silence);
    const input = users(4);
    const error = await rejection(filterUsers(input, { url: service.url, deadline: 30, onError: "throw" }));
    assert.equal(error.code, "DEADLINE");
    assertLedger(partialResult(error), input);
  });
});
