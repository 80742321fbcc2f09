import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLimiter, filterUsers, streamUsers } from "filter-users";
import { users } from "../support/users.js";

/** A service that notes how many requests it has at once, and when each came. */
function service(ms = 5) {
  /** @type {{ now: number, most: number, at: number[] }} */
  const seen = { now: 0, most: 0, at: [] };
  /** @type {any} */
  const fetch = async (/** @type {string} */ _url, /** @type {RequestInit} */ init) => {
    seen.now++;
    seen.most = Math.max(seen.most, seen.now);
    seen.at.push(performance.now());
    const { ids } = JSON.parse(String(init.body));
    try {
      await new Promise((resolve, reject) => {
        setTimeout(resolve, ms, undefined);
        init.signal?.addEventListener("abort", () => reject(/** @type {Error} */ (init.signal?.reason)));
      });
      return Response.json(ids.map((/** @type {number} */ id) => ({ id })));
    } finally {
      seen.now--;
    }
  };
  return { seen, fetch };
}

const url = "http://service.test";

describe("a limiter", () => {
  it("holds for all calls that have it together", async () => {
    const limiter = createLimiter({ concurrency: 4 });
    const { seen, fetch } = service();
    const call = () => filterUsers(users(20), { url, fetch, batchSize: 2, limiter });
    const results = await Promise.all(Array.from({ length: 20 }, call));
    assert.equal(seen.most, 4);
    for (const { passed } of results) assert.equal(passed.length, 20);
    assert.deepEqual([limiter.inFlight, limiter.waiting], [0, 0]);
  });

  it("holds besides what a call says itself", async () => {
    const limiter = createLimiter({ concurrency: 4 });
    const { seen, fetch } = service();
    const { stats } = await filterUsers(users(20), { url, fetch, batchSize: 1, concurrency: 3, limiter });
    assert.deepEqual([seen.most, stats.requests.concurrency], [3, 3]);
    const other = await filterUsers(users(20), { url, fetch, batchSize: 1, concurrency: 9, limiter });
    assert.deepEqual([seen.most, other.stats.requests.concurrency], [4, 4]);
  });

  it("tells how many requests are in flight and how many calls wait", async () => {
    const limiter = createLimiter({ concurrency: 2 });
    assert.deepEqual([limiter.inFlight, limiter.waiting], [0, 0], "before any call");
    const { seen, fetch } = service(20);
    const calls = [1, 2, 3].map(() => filterUsers(users(4), { url, fetch, batchSize: 1, limiter }));
    while (seen.now < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual([limiter.inFlight, limiter.waiting], [2, 3]);
    await Promise.all(calls);
  });

  it("is shared by streams, too, and one that is left gives its places back", async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const { seen, fetch } = service();
    const options = { url, fetch, batchSize: 1, limiter };
    for await (const _ of streamUsers(users(50), options)) break;
    assert.equal(limiter.inFlight, 0);
    const read = async () => {
      let count = 0;
      for await (const _ of streamUsers(users(10), options)) count++;
      return count;
    };
    const [count, whole] = await Promise.all([read(), filterUsers(users(10), options)]);
    assert.deepEqual([count, whole.passed.length, seen.most], [10, 10, 1]);
  });

  it("gets its places back from a call that is aborted", async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const hangs = () => new Promise(() => {});
    const signal = AbortSignal.timeout(10);
    const aborted = filterUsers(users(3), { url, fetch: /** @type {any} */ (hangs), limiter, signal });
    const { fetch } = service();
    const next = filterUsers(users(3), { url, fetch, limiter });
    await assert.rejects(aborted);
    assert.equal((await next).passed.length, 3);
  });

  it("sends no more than its rate, whoever sends", async () => {
    const limiter = createLimiter({ rateLimit: { requests: 3, per: 60 } });
    const { seen, fetch } = service(1);
    const call = () => filterUsers(users(3), { url, fetch, batchSize: 1, limiter });
    await Promise.all([call(), call(), call()]);
    for (let index = 3; index < 9; index++) {
      const [from, to] = [Number(seen.at[index - 3]), Number(seen.at[index])];
      assert.ok(to - from >= 59, `${to - from} ms for four requests`);
    }
  });

  it("closes for all when one is asked for rest", async () => {
    const limiter = createLimiter({});
    const { seen, fetch } = service(1);
    const resting = async () => new Response("", { status: 429, headers: { "retry-after": "1" } });
    await filterUsers(users(1), { url, fetch: resting, retry: 0, limiter });
    const asked = performance.now();
    await filterUsers(users(1), { url, fetch, limiter });
    assert.ok(Number(seen.at[0]) - asked >= 950, "the other waits, too");
  });

  it("has one budget of retries", async () => {
    const limiter = createLimiter({});
    let requests = 0;
    const refusing = async () => {
      requests++;
      return new Response("", { status: 503 });
    };
    const retry = { limit: 1, delay: 0, budget: 0 };
    const call = () => filterUsers(users(10), { url, fetch: refusing, batchSize: 1, retry, limiter });
    await Promise.all([call(), call(), call()]);
    assert.equal(requests, 3 * 10 + 10);
  });

  it("finds one number for all where it is to be found", async () => {
    const limiter = createLimiter({ concurrency: "auto" });
    const { seen, fetch } = service(2);
    const call = () => filterUsers(users(60), { url, fetch, batchSize: 1, concurrency: 64, limiter });
    const results = await Promise.all(Array.from({ length: 10 }, call));
    assert.ok(seen.most > 6 && seen.most <= 64, `${seen.most} at once`);
    assert.ok(results.every(({ stats }) => stats.requests.concurrency <= 64));
  });
});

describe("what is no limiter", () => {
  for (const limiter of [{}, null, 3, { inFlight: 0, waiting: 0 }, createLimiter]) {
    it(`is refused as an option: ${String(limiter)}`, async () => {
      await assert.rejects(filterUsers([], { url, limiter: /** @type {any} */ (limiter) }), {
        code: "INVALID_OPTION",
        message: /^Expected `limiter` to be what `createLimiter` of this package made, got /,
      });
    });
  }

  for (const [limits, message] of /** @type {[any, RegExp][]} */ ([
    [undefined, /^Expected `limits` to be an object like \{ concurrency: 20 \}/],
    [[], /^Expected `limits` to be an object/],
    [{ concurency: 3 }, /did you mean `concurrency`\?/],
    [{ concurrency: 0 }, /^Expected `concurrency` to be an integer from 1 up or "auto", got 0/],
    [{ rateLimit: { requests: 3 } }, /^Expected `rateLimit.per` to be a number of milliseconds above 0/],
    [{ rateLimit: "header" }, /or "headers", got "header"/],
  ])) {
    it(`cannot be made of ${JSON.stringify(limits)}`, () => {
      assert.throws(() => createLimiter(limits), { code: "INVALID_OPTION", message });
    });
  }
});
