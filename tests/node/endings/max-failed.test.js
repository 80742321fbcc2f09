import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, partialResult, streamUsers } from "filter-users";
import { everyone, refuse, startService } from "../support/service.js";
import { assertLedger, rejection, users } from "../support/users.js";

describe("maxFailed", () => {
  it("ends a run when more users than that have failed, with the ledger", async (t) => {
    const service = await startService(t, () => refuse(403));
    const input = users(1_000);
    const options = { url: service.url, batchSize: 10, concurrency: 1, maxFailed: 20 };
    const error = await rejection(filterUsers(input, options));
    assert.equal(error.code, "TOO_MANY_FAILED");
    assert.match(error.message, /maxFailed/);
    const result = partialResult(error);
    assertLedger(result, input);
    assert.equal(service.log.length, 3);
    assert.equal(result.failed.filter((failed) => failed.error.code === "HTTP_STATUS").length, 3);
  });

  it("lets as many fail as it says", async (t) => {
    const service = await startService(t, (seen) => (seen.ids[0] === 11 ? refuse(403) : everyone(seen)));
    const input = users(100);
    assertLedger(await filterUsers(input, { url: service.url, batchSize: 10, maxFailed: 10 }), input);
    const run = filterUsers(input, { url: service.url, batchSize: 10, maxFailed: 9 });
    assert.equal((await rejection(run)).code, "TOO_MANY_FAILED");
  });

  it("may be a share, from ten batches on", async (t) => {
    const service = await startService(t, (seen) => (seen.ids[0] < 30 ? refuse(403) : everyone(seen)));
    const input = users(200);
    const options = { url: service.url, batchSize: 10, concurrency: 1 };
    assertLedger(await filterUsers(input, { ...options, maxFailed: "30%" }), input);
    const error = await rejection(filterUsers(input, { ...options, maxFailed: "29.9%" }));
    assert.equal(partialResult(error)?.stats.users.passed, 70);
  });

  it("is an error where a deadline makes them too many", async (t) => {
    const service = await startService(t, () => () => {});
    const options = { url: service.url, deadline: 50 };
    assert.equal(
      (await rejection(filterUsers(users(5), { ...options, maxFailed: 4 }))).code,
      "TOO_MANY_FAILED",
    );
    assert.equal((await filterUsers(users(5), { ...options, maxFailed: 5 })).failed[0].users.length, 5);
  });

  it("ends a stream", async (t) => {
    const service = await startService(t, () => refuse(403));
    const stream = streamUsers(users(10), { url: service.url, batchSize: 1, concurrency: 1, maxFailed: 3 });
    const error = await rejection(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    assert.equal(error.code, "TOO_MANY_FAILED");
  });
});
