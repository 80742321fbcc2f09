import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLimiter, filterUsers } from "filter-users";
import { users } from "../support/users.js";

const url = "http://service.test";

/**
 * A service that answers `quota` requests in any window, and says so in its headers.
 *
 * @param {number} quota
 * @param {number} window in milliseconds
 * @param {(left: number, reset: number) => HeadersInit} headersOf
 */
function service(quota, window, headersOf) {
  const seen = { answered: 0, refused: 0 };
  let [left, until] = [quota, 0];
  /** @type {any} */
  const fetch = async (/** @type {string} */ _url, /** @type {RequestInit} */ init) => {
    if (performance.now() >= until) [left, until] = [quota, performance.now() + window];
    const isWithin = left > 0;
    left -= Number(isWithin);
    const headers = headersOf(left, until - performance.now());
    if (!isWithin) {
      seen.refused++;
      return new Response("", { status: 429, headers });
    }
    seen.answered++;
    const { ids } = JSON.parse(String(init.body));
    return Response.json(
      ids.map((/** @type {number} */ id) => ({ id })),
      { headers },
    );
  };
  return { seen, fetch };
}

/** @type {[string, (left: number, reset: number) => Record<string, string>][]} */
const SPELLINGS = [
  ["the draft", (left, reset) => ({ RateLimit: `"default";r=${left};t=${Math.ceil(reset) / 1000}` })],
  [
    "an older draft",
    (left, reset) => ({ RateLimit: `limit=9, remaining=${left}, reset=${Math.ceil(reset) / 1000}` }),
  ],
  [
    "seconds from now",
    (left, reset) => ({
      "X-RateLimit-Remaining": `${left}`,
      "X-RateLimit-Reset": `${Math.ceil(reset) / 1000}`,
    }),
  ],
  [
    "a time in milliseconds",
    (left, reset) => ({
      "X-RateLimit-Remaining": `${left}`,
      "X-RateLimit-Reset": `${Math.ceil(Date.now() + reset)}`,
    }),
  ],
  [
    "a time in seconds, by the clock of the service",
    (left, reset) => ({
      date: "Sun, 06 Nov 2044 08:49:37 GMT",
      "X-RateLimit-Remaining": `${left}`,
      "X-RateLimit-Reset": `${Date.UTC(2044, 10, 6, 8, 49, 37) / 1000 + Math.ceil(reset) / 1000}`,
    }),
  ],
];

describe('rateLimit: "headers"', () => {
  for (const [name, headersOf] of SPELLINGS) {
    it(`sends nothing while nothing is left, as told by ${name}`, async () => {
      const { seen, fetch } = service(5, 120, headersOf);
      const options = /** @type {const} */ ({
        url,
        fetch,
        batchSize: 1,
        concurrency: 2,
        rateLimit: "headers",
      });
      const { passed, stats } = await filterUsers(users(12), options);
      assert.equal(passed.length, 12);
      assert.deepEqual(seen, { answered: 12, refused: 0 });
      assert.ok(stats.time.total >= 230, `12 requests took ${stats.time.total} ms`);
    });
  }

  it("is not what is done unasked", async () => {
    const { seen, fetch } = service(5, 120, (left) => ({ RateLimit: `"default";r=${left};t=1` }));
    await filterUsers(users(12), { url, fetch, batchSize: 1, concurrency: 2, retry: 0 });
    assert.deepEqual(seen, { answered: 5, refused: 7 });
  });

  it("goes on as ever where no header tells anything", async () => {
    const { seen, fetch } = service(50, 10_000, () => ({}));
    const { stats } = await filterUsers(users(12), { url, fetch, batchSize: 1, rateLimit: "headers" });
    assert.equal(seen.answered, 12);
    assert.ok(stats.time.total < 1_000);
  });

  it("waits for no reset beyond the deadline, and says when to come back", async () => {
    const { fetch } = service(3, 60_000, (left, reset) => ({ RateLimit: `"d";r=${left};t=${reset / 1000}` }));
    const options = /** @type {const} */ ({ url, fetch, batchSize: 1, concurrency: 1, rateLimit: "headers" });
    const { passed, failed, stats } = await filterUsers(users(10), { ...options, deadline: 30_000 });
    assert.equal(passed.length, 3);
    assert.ok(stats.time.total < 5_000, `it took ${stats.time.total} ms`);
    for (const { error } of failed) {
      assert.equal(error.code, "DEADLINE");
      assert.ok(Number(error.retryAfter) > 50_000);
    }
  });

  it("may be a limiter's, for all of its calls", async () => {
    const { seen, fetch } = service(6, 120, (left, reset) => ({
      RateLimit: `"d";r=${left};t=${reset / 1000}`,
    }));
    const limiter = createLimiter({ concurrency: 3, rateLimit: "headers" });
    const call = () => filterUsers(users(5), { url, fetch, batchSize: 1, limiter });
    await Promise.all([call(), call(), call()]);
    assert.deepEqual(seen, { answered: 15, refused: 0 });
  });
});
