import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emptyStats, filterUsers, mergeStats } from "filter-users";
import { endless, everyone, refuse, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, ids, users } from "../support/users.js";

describe("a batch that is halved", () => {
  it("by `split: true` on 400, 413, 414, 422 and 431, and on nothing else", async (t) => {
    for (const [status, split, requests] of /** @type {[number, any, number][]} */ ([
      [400, true, 7],
      [413, true, 7],
      [422, true, 7],
      [414, true, 7],
      [431, true, 7],
      [409, true, 1],
      [413, undefined, 7],
      [414, undefined, 7],
      [431, undefined, 7],
      [422, undefined, 1],
      [413, false, 1],
      [413, [], 1],
      [409, [409], 7],
    ])) {
      const service = await startService(t, () => status);
      const input = users(4);
      const result = await filterUsers(input, { url: service.url, split });
      assertLedger(result, input);
      assert.equal(service.log.length, requests, `${status} with split: ${split}`);
    }
  });

  it("keeps its number and the attempts it has used", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(4) ? 422 : everyone(seen)));
    const input = users(4);
    const result = await filterUsers(input, { url: service.url, split: true });
    assertLedger(result, input);
    assert.deepEqual(ids(failedUsers(result)), [4]);
    const [{ batch, error }] = result.failed;
    assert.deepEqual([batch, error.batch, error.attempts, error.status], [0, 0, 3, 422]);
    assert.deepEqual(result.stats.batches, { total: 1, failed: 1, split: 1, size: 0 });
    assert.equal(result.stats.requests.retried, 0, "a half is not a retry");
  });

  it("is halved before it is retried, though the status is one to be retried", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.length > 1 ? 503 : everyone(seen)));
    const result = await filterUsers(users(4), { url: service.url, split: [503] });
    assert.equal(result.passed.length, 4);
    assert.equal(service.log.length, 7);
    assert.equal(result.stats.requests.retried, 0);
  });

  it("costs at most about 2k·log2(n) requests for k poison users among n", async (t) => {
    for (const poison of [[1], [64], [10, 11], [1, 33, 128], [5, 40, 41, 90, 127]]) {
      const service = await startService(t, (seen) =>
        seen.ids.some((/** @type {number} */ id) => poison.includes(id)) ? 422 : everyone(seen),
      );
      const input = users(128);
      const result = await filterUsers(input, { url: service.url, batchSize: 128, split: true });
      assertLedger(result, input);
      assert.deepEqual(ids(failedUsers(result)), poison);
      assert.equal(result.failed.length, poison.length);
      assert.ok(service.log.length <= 1 + 2 * poison.length * 7, `${service.log.length} requests`);
    }
  });
});

describe("a reply that is too large", () => {
  it("is refused unread, its connection closed, and the batch halved", async (t) => {
    const service = await startService(t, (seen) =>
      seen.ids.length > 2 ? endless('{"id":1},'.repeat(5000)) : everyone(seen),
    );
    const input = users(4);
    const result = await filterUsers(input, { url: service.url, maxReplyBytes: 100_000 });
    assertLedger(result, input);
    assert.equal(result.passed.length, 4);
    assert.deepEqual(result.stats.requests.byError, { REPLY_TOO_LARGE: 1 });
    assert.ok(result.stats.bytes.received <= 100_200);
    await eventually(() => service.inFlight === 0, "the endless body is cancelled");
  });

  it("fails its batch where nothing is halved, and is not retried", async (t) => {
    const service = await startService(t, everyone);
    const options = { url: service.url, maxReplyBytes: 50, split: false, batchSize: 4 };
    const result = await filterUsers(users(5), options);
    assert.deepEqual(ids(failedUsers(result)), [1, 2, 3, 4]);
    const { code, attempts, message } = result.failed[0].error;
    assert.deepEqual([code, attempts], ["REPLY_TOO_LARGE", 1]);
    assert.match(message, /maxReplyBytes/);
  });

  it("of exactly so many bytes is not", async (t) => {
    const service = await startService(t, everyone);
    const reply = JSON.stringify([{ id: 1, ok: true }]);
    const fits = await filterUsers(users(1), { url: service.url, maxReplyBytes: reply.length });
    assert.equal(fits.passed.length, 1);
    const larger = await filterUsers(users(1), { url: service.url, maxReplyBytes: reply.length - 1 });
    assert.equal(larger.failed[0].error.code, "REPLY_TOO_LARGE");
  });
});

describe("a size that was refused as too large", () => {
  it("is not tried again: the batches that follow are cut to what goes through", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.length > 30 ? refuse(413) : everyone(seen)));
    const input = users(1_000);
    const result = await filterUsers(input, { url: service.url, batchSize: 100, concurrency: 1 });
    assertLedger(result, input);
    assert.deepEqual(
      service.log.slice(0, 6).map((seen) => seen.ids.length),
      [100, 50, 25, 25, 25, 25],
    );
    assert.equal(result.stats.requests.byStatus[413], 2);
    assert.equal(result.stats.batches.size, 25);
    assert.equal(result.stats.batches.total, 37);
  });

  it("is the address's, or the reply's", async (t) => {
    const service = await startService(t, (seen) =>
      seen.path.length > 60 ? 414 : [1, 2, 3].map((id) => ({ id })),
    );
    const url = (/** @type {readonly any[]} */ batch) => `${service.url}?ids=${ids(batch)}`;
    const { stats } = await filterUsers(users(60), { method: "GET", url, concurrency: 1, batchSize: 30 });
    assert.equal(stats.requests.byStatus[414], 1);
    assert.equal(stats.batches.size, 15);

    const wide = await startService(t, everyone);
    const options = { url: wide.url, concurrency: 1, batchSize: 10, maxReplyBytes: 120 };
    const { stats: read } = await filterUsers(users(40), options);
    assert.deepEqual(read.requests.byError, { REPLY_TOO_LARGE: 1 });
    assert.equal(read.batches.size, 5);
  });

  it("holds for batches that wait for their retry", async (t) => {
    const service = await startService(t, (seen) => {
      if (seen.index === 0) return 503;
      return seen.ids.length > 2 ? 413 : everyone(seen);
    });
    const input = users(8);
    const options = {
      url: service.url,
      batchSize: 4,
      concurrency: 1,
      retry: { delay: 30, jitter: /** @type {const} */ ("none") },
    };
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.equal(result.passed.length, 8);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [5, 6],
        [7, 8],
        [1, 2],
        [3, 4],
      ],
    );
  });

  it("is not that of a batch with a user at fault", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(2) ? refuse(422) : everyone(seen)));
    const options = { url: service.url, batchSize: 4, concurrency: 1, split: true };
    const { stats } = await filterUsers(users(8), options);
    assert.equal(stats.batches.size, 0);
    assert.equal(service.log.at(-1)?.ids.length, 4);
  });
});

it("figures of two runs have the smaller size that was found", () => {
  const of = (/** @type {number} */ size) => ({
    ...emptyStats(),
    batches: { total: 1, failed: 0, split: 0, size },
  });
  const merged = (/** @type {number} */ a, /** @type {number} */ b) => mergeStats(of(a), of(b)).batches.size;
  assert.deepEqual([merged(0, 0), merged(0, 5), merged(7, 0), merged(7, 5)], [0, 5, 7, 5]);
});
