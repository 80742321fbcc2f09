import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, partialResult } from "filter-users";
import { evenOnes, everyone, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, pause, rejection, streamOf, users } from "../support/users.js";

describe("the slips of the Go original", () => {
  it("the last, partial batch is asked about too", async (t) => {
    const service = await startService(t, everyone);
    const input = users(1010);
    const result = await filterUsers(input, { url: service.url, batchSize: 250 });
    assertLedger(result, input);
    assert.equal(result.passed.length, 1010);
    assert.deepEqual(service.log.map((seen) => seen.ids.length).sort(), [10, 250, 250, 250, 250]);
  });

  it("a user that passes is not skipped as well", async (t) => {
    const service = await startService(t, evenOnes);
    const input = users(20);
    const result = await filterUsers(input, { url: service.url, batchSize: 6, where: { ok: true } });
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    assert.deepEqual(ids(result.skipped), [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
  });

  it("a batch that fails leaves its trace: its users, its number and the reason", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(4) ? 404 : everyone(seen)));
    const input = users(9);
    const result = await filterUsers(input, { url: service.url, batchSize: 3 });
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [1, 2, 3, 7, 8, 9]);
    assert.deepEqual(ids(failedUsers(result)), [4, 5, 6]);
    const [{ batch, error }] = result.failed;
    assert.equal(batch, 1);
    assert.equal(error.batch, 1);
    assert.equal(error.code, "HTTP_STATUS");
    assert.equal(error.status, 404);
    assert.deepEqual(result.stats.batches, { total: 3, failed: 1, split: 0, size: 0 });
  });

  it("the list that went in is left as it was, and what comes out is filtered", async (t) => {
    const service = await startService(t, evenOnes);
    const input = users(5);
    const before = structuredClone(input);
    const result = await filterUsers(input, { url: service.url, where: { ok: true } });
    assert.deepEqual(input, before);
    assert.deepEqual(ids(result.passed), [2, 4]);
  });

  it("counts survive many answers that arrive at once and out of order", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause((seen.index * 7) % 20);
      return evenOnes(seen);
    });
    const input = users(300);
    const options = { url: service.url, batchSize: 5, concurrency: 60, where: { ok: true } };
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.deepEqual(result.stats.users, { total: 300, passed: 150, skipped: 150, missing: 0, failed: 0 });
    assert.deepEqual(result.stats.requests.byStatus, { 200: 60 });
    assert.equal(result.stats.rows.received, 300);
  });

  it("counts of two runs at once are each their own", async (t) => {
    const service = await startService(t, everyone);
    const [a, b] = [users(40), users(70)];
    const results = await Promise.all(
      [a, b].map((input) => filterUsers(input, { url: service.url, batchSize: 7 })),
    );
    assertLedger(results[0], a);
    assertLedger(results[1], b);
    assert.equal(results[0].stats.requests.sent, 6);
    assert.equal(results[1].stats.requests.sent, 10);
  });
});

describe("batches", () => {
  it("an empty input sends nothing and has an empty result", async (t) => {
    const service = await startService(t, everyone);
    for (const empty of [[], new Set(), new Map(), (function* () {})(), (async function* () {})()]) {
      const result = await filterUsers(/** @type {any} */ (empty), { url: service.url, keepRows: true });
      assertLedger(result, []);
      assert.equal(result.rows?.size, 0);
    }
    assert.equal(service.log.length, 0);
  });

  for (const [count, batchSize, sizes] of /** @type {[number, number, number[]][]} */ ([
    [1, 250, [1]],
    [1, 1, [1]],
    [12, 4, [4, 4, 4]],
    [13, 4, [1, 4, 4, 4]],
    [3, Number.MAX_SAFE_INTEGER, [3]],
  ])) {
    it(`${count} users in batches of ${batchSize} make requests of ${sizes}`, async (t) => {
      const service = await startService(t, everyone);
      const input = users(count);
      assertLedger(await filterUsers(input, { url: service.url, batchSize }), input);
      assert.deepEqual(service.log.map((seen) => seen.ids.length).sort(), sizes);
      assert.deepEqual(
        service.log.flatMap((seen) => seen.ids).sort((a, b) => a - b),
        ids(input),
      );
    });
  }

  it("250 users make a batch unless told otherwise", async (t) => {
    const service = await startService(t, everyone);
    await filterUsers(users(500), { url: service.url });
    assert.deepEqual(
      service.log.map((seen) => seen.ids.length),
      [250, 250],
    );
  });

  it("never more requests are in flight than `concurrency`, and as many as that", async (t) => {
    let now = 0;
    let most = 0;
    const service = await startService(t, async (seen) => {
      most = Math.max(most, ++now);
      await pause(15);
      now--;
      return everyone(seen);
    });
    const result = await filterUsers(users(40), { url: service.url, batchSize: 2, concurrency: 4 });
    assert.equal(most, 4);
    assert.equal(result.stats.requests.maxInFlight, 4);
  });

  it("six requests are in flight unless told otherwise", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause(15);
      return everyone(seen);
    });
    const result = await filterUsers(users(40), { url: service.url, batchSize: 1 });
    assert.equal(result.stats.requests.maxInFlight, 6);
  });

  it("results are in input order whatever the order of the answers", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause(seen.index === 0 ? 60 : 0);
      return evenOnes(seen);
    });
    const input = users(30);
    const result = await filterUsers(input, { url: service.url, batchSize: 10, where: { ok: true } });
    assertLedger(result, input);
  });

  it("batches come together in input order, more of them than a call bears arguments", async () => {
    const input = users(150_000);
    const options = { url: "http://service.test", batchSize: 1, signal: AbortSignal.abort() };
    const result = partialResult(await rejection(filterUsers(input, options)));
    assertLedger(result, input);
    assert.equal(result.failed.length, input.length);
  });

  it("a list may be changed by its owner during the run", async (t) => {
    const service = await startService(t, everyone);
    const input = users(10);
    const given = [...input];
    const run = filterUsers(given, { url: service.url, batchSize: 3 });
    given.length = 0;
    assertLedger(await run, input);
  });
});

describe("where users come from", () => {
  const input = users(23);
  /** @type {[string, () => any][]} */
  const sources = [
    ["an array", () => input],
    ["a Set", () => new Set(input)],
    ["a generator", () => input.values()],
    ["the values of a Map", () => new Map(input.map((user) => [user.id, user])).values()],
    [
      "an async generator",
      async function* () {
        for (const user of input) yield user;
      },
    ],
    ["a ReadableStream", () => streamOf(input)],
  ];
  for (const [name, source] of sources) {
    it(`${name} gives them all`, async (t) => {
      const service = await startService(t, everyone);
      assertLedger(await filterUsers(source(), { url: service.url, batchSize: 5 }), input);
      assert.equal(service.log.length, 5);
    });
  }

  it("the entries of a Map are users too, named by one of their two members", async (t) => {
    const service = await startService(t, everyone);
    const map = new Map([
      [1, "one"],
      [2, "two"],
    ]);
    const result = await filterUsers(map, { url: service.url, key: /** @type {any} */ ("0"), rowKey: "id" });
    assert.deepEqual(result.passed, [...map]);
  });

  it("a source is read no further than there are requests to send", async (t) => {
    let read = 0;
    const service = await startService(t, everyone);
    async function* endlessUsers() {
      for (;;) yield { id: ++read };
    }
    const stop = new Error("enough");
    const options = {
      url: service.url,
      batchSize: 10,
      concurrency: 2,
      onBatch: () => {
        throw stop;
      },
    };
    await assert.rejects(filterUsers(endlessUsers(), options), stop);
    assert.ok(read <= 40, `${read} users read for two requests in flight`);
  });
});
