import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FilterUsersError, filterUsers, partialResult } from "filter-users";
import { everyone, silence, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, ids, rejection, users } from "../support/users.js";

describe("deadline", () => {
  it("what is not settled by then fails with DEADLINE, and what was in flight is aborted", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));
    const input = users(12);
    const began = performance.now();
    const result = await filterUsers(input, {
      url: service.url,
      batchSize: 2,
      concurrency: 2,
      deadline: 900,
    });
    const took = performance.now() - began;
    assert.ok(took >= 895 && took < 15_000, `it took ${took} ms`);
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [1, 2]);
    assert.equal(failedUsers(result).length, 10);
    for (const { error } of result.failed) assert.equal(error.code, "DEADLINE");
    await eventually(() => service.inFlight === 0, "what was in flight is aborted");
    assert.equal(service.log.length, 3);
  });

  it("a retry that could not start before it is not waited for, its last error being the cause", async (t) => {
    const service = await startService(t, () => 503);
    const input = users(3);
    const began = performance.now();
    const result = await filterUsers(input, {
      url: service.url,
      deadline: 30_000,
      retry: { delay: 40_000, maxDelay: 40_000, jitter: "none" },
    });
    assert.ok(performance.now() - began < 10_000);
    assertLedger(result, input);
    const { error } = result.failed[0];
    assert.equal(error.code, "DEADLINE");
    assert.equal(error.attempts, 1);
    const cause = /** @type {any} */ (error.cause);
    assert.ok(cause instanceof FilterUsersError);
    assert.deepEqual([cause.code, cause.status], ["HTTP_STATUS", 503]);
  });

  it("reads an array to its end, and closes another source", async (t) => {
    const service = await startService(t, () => silence);
    let isClosed = false;
    let read = 0;
    function* source() {
      try {
        for (;;) yield { id: ++read };
      } finally {
        isClosed = true;
      }
    }
    const options = { url: service.url, batchSize: 2, concurrency: 1, deadline: 40 };
    const result = await filterUsers(source(), options);
    assert.ok(isClosed);
    assert.equal(result.stats.users.failed, read);
    const input = users(50);
    assertLedger(await filterUsers(input, options), input);
  });

  it("is told of though no batch is left to fail, when the source had more", async () => {
    async function* source() {
      yield* users(20);
      await new Promise(() => {});
    }
    const send = async (/** @type {readonly any[]} */ batch) => batch;
    const options = { send, batchSize: 10, deadline: 60 };
    const { passed, stats } = await filterUsers(source(), options);
    assert.equal(passed.length, 20);
    assert.equal(stats.complete, false);
    const error = await rejection(filterUsers(source(), { ...options, onError: "throw" }));
    assert.equal(error.code, "DEADLINE");
    assert.match(error.message, /60 ms .*not read to its end/);
    assert.equal(partialResult(error)?.passed.length, 20);
    assert.equal((await filterUsers(users(20), options)).stats.complete, true);
  });

  it("that is far away changes nothing", async (t) => {
    const service = await startService(t, everyone);
    const result = await filterUsers(users(3), { url: service.url, deadline: 2 ** 40, timeout: 2 ** 40 });
    assert.equal(result.passed.length, 3);
  });
});
