import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { cut, everyone, refuse, reset, startService } from "../support/service.js";
import { assertLedger, ids, pause, users } from "../support/users.js";

/**
 * The waits, in milliseconds, that a batch refused for ever is told.
 *
 * @param {import("filter-users").RetryOptions} retry
 * @param {number} [seed]
 */
async function waits(retry, seed) {
  /** @type {number[]} */
  const told = [];
  await filterUsers(users(1), {
    url: "http://service.test",
    fetch: async () => new Response("", { status: 503 }),
    retry,
    seed,
    onEvent: (event) => {
      if (event.type === "retrying") told.push(event.delay);
    },
  });
  return told;
}

describe("the waits before retries", () => {
  it('double up to `maxDelay`, with jitter "none"', async () => {
    const told = await waits({ limit: 6, delay: 2, maxDelay: 20, jitter: "none" });
    assert.deepEqual(told, [2, 4, 8, 16, 20, 20]);
  });

  it("are anywhere below that with full jitter, and the same for the same seed", async () => {
    const retry = { limit: 6, delay: 2, maxDelay: 20 };
    const told = await waits(retry, 7);
    for (const [index, ceiling] of [2, 4, 8, 16, 20, 20].entries()) {
      assert.ok(told[index] >= 0 && told[index] < ceiling, `${told[index]} of ${ceiling}`);
    }
    assert.deepEqual(await waits(retry, 7), told);
    assert.notDeepEqual(await waits(retry, 8), told);
    assert.notDeepEqual(await waits(retry), await waits(retry));
  });

  it("are really waited", async (t) => {
    const service = await startService(t, (seen) => (seen.index < 2 ? 503 : everyone(seen)));
    await filterUsers(users(1), { url: service.url, retry: { delay: 80, jitter: "none" } });
    const [first, second, third] = service.log.map(({ at }) => at);
    assert.ok(second - first >= 75 && third - second >= 155, `${second - first} and ${third - second} ms`);
  });

  it("hold no place among the requests in flight", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    const input = users(6);
    const retry = /** @type {const} */ ({ delay: 200, jitter: "none" });
    const result = await filterUsers(input, { url: service.url, batchSize: 2, concurrency: 1, retry });
    assertLedger(result, input);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [1, 2],
      ],
    );
    assert.equal(result.stats.requests.maxInFlight, 1);
  });
});

describe("how often is tried again", () => {
  it("as often as a large number says", async (t) => {
    const service = await startService(t, (seen) => (seen.index < 5 ? 503 : everyone(seen)));
    for (const limit of [5, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      service.log.length = 0;
      const result = await filterUsers(users(1), { url: service.url, retry: { limit, delay: 1 } });
      assert.equal(result.passed.length, 1, `retry: { limit: ${limit} }`);
    }
    let failures = 5;
    const fetch = async () =>
      failures-- > 0 ? new Response("", { status: 503 }) : Response.json([{ id: 1 }]);
    const retry = Number.MAX_SAFE_INTEGER;
    const result = await filterUsers(users(1), { url: "http://service.test", fetch, retry });
    assert.equal(result.passed.length, 1, `retry: ${retry}`);
  });

  it("a reset, a cut body and an unreadable one are worth another attempt", async (t) => {
    for (const behaviour of [reset, cut('[{"id":1},{"id":2}]'), "<html>"]) {
      const service = await startService(t, (seen) => (seen.index === 0 ? behaviour : everyone(seen)));
      const result = await filterUsers(users(2), { url: service.url, retry: { delay: 1 } });
      assert.equal(result.passed.length, 2);
      assert.equal(result.stats.requests.retried, 1);
    }
  });

  it("statuses are those given, and no others", async (t) => {
    const service = await startService(t, ({ ids, ...seen }) => {
      const asked = service.log.filter((other) => other.body === seen.body).length;
      return asked === 1 ? (ids[0] === 1 ? 418 : 503) : everyone({ ids, ...seen });
    });
    const retry = { delay: 1, statuses: [418] };
    const result = await filterUsers(users(2), { url: service.url, batchSize: 1, retry });
    assert.deepEqual(ids(result.passed), [1]);
    assert.deepEqual([result.failed[0].error.status, result.failed[0].error.attempts], [503, 1]);
  });
});

describe("a service that asks for rest", { concurrency: true }, () => {
  it("gets it from the whole run: nothing is sent meanwhile, what was in flight excepted", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause(seen.index === 0 ? 30 : 0);
      return seen.index === 0 ? refuse(429, { "retry-after": "1" }) : everyone(seen);
    });
    const input = users(400);
    async function* slowly() {
      for (const user of input) {
        if (user.id % 4 === 1) await pause(5);
        yield user;
      }
    }
    let refused = Number.POSITIVE_INFINITY;
    /** @type {number[]} */
    const sent = [];
    const result = await filterUsers(slowly(), {
      url: service.url,
      batchSize: 4,
      concurrency: 3,
      fetch: (url, init) => {
        sent.push(performance.now());
        return fetch(url, init);
      },
      onEvent: (event) => {
        if (event.type === "answered" && event.status === 429) refused = performance.now();
      },
    });
    assertLedger(result, input);
    assert.equal(result.passed.length, 400);
    const before = sent.filter((at) => at < refused).length;
    assert.ok(before > 1 && before < 101, `${before} requests before`);
    const early = sent.map((at) => at - refused).filter((wait) => wait > 0 && wait < 990);
    assert.deepEqual(early, []);
    assert.equal(service.log.length, 101);
  });

  for (const [what, header] of [
    ["0 seconds", "0"],
    ["a date gone by", "Sun, 06 Nov 1994 08:49:37 GMT"],
  ]) {
    it(`${what} is waited as if nothing were asked for, or retries would be a storm`, async (t) => {
      const service = await startService(t, (seen) =>
        seen.index < 2 ? refuse(429, { "retry-after": header }) : everyone(seen),
      );
      const retry = /** @type {const} */ ({ delay: 200, jitter: "none" });
      const result = await filterUsers(users(1), { url: service.url, retry });
      assert.equal(result.passed.length, 1);
      const [first, second, third] = service.log.map(({ at }) => at);
      assert.ok(second - first >= 195, `${second - first} ms`);
      assert.ok(third - second >= 395, `${third - second} ms`);
    });
  }

  it("beyond the deadline is waited out by nobody: batches not sent yet fail at once", async (t) => {
    const service = await startService(t, () => refuse(429, { "retry-after": "5" }));
    const began = performance.now();
    const input = users(40);
    const result = await filterUsers(input, {
      url: service.url,
      batchSize: 10,
      concurrency: 1,
      deadline: 4_000,
    });
    assert.ok(performance.now() - began < 2_000, "it did not wait for its deadline");
    assertLedger(result, input);
    assert.equal(service.log.length, 1);
    for (const { batch, error } of result.failed) {
      assert.equal(error.code, "DEADLINE");
      assert.ok(Number(error.retryAfter) > 3_000, "it says when to come back");
      assert.match(error.message, /4000 ms \(option `deadline`\)/);
      assert.equal(error.attempts, batch === 0 ? 1 : 0);
    }
  });

  for (const [form, write] of /** @type {[string, (date: Date) => string][]} */ ([
    ["RFC 850", (date) => rfc850(date)],
    ["asctime", (date) => asctime(date)],
  ])) {
    it(`may say so by a date in the form of ${form}, on its own clock`, async (t) => {
      const service = await startService(t, (seen) => {
        if (seen.index > 0) return everyone(seen);
        const now = new Date("2031-05-05T10:00:00Z");
        const until = new Date(now.getTime() + 1000);
        return refuse(503, { date: now.toUTCString(), "retry-after": write(until) });
      });
      const result = await filterUsers(users(1), { url: service.url });
      assert.equal(result.passed.length, 1);
      const gap = service.log[1].at - service.log[0].at;
      assert.ok(gap >= 990 && gap < 5000, `${gap} ms`);
    });
  }
});

/** @param {Date} date */
function rfc850(date) {
  const [day, , month, , time] = date.toUTCString().replace(",", "").split(" ");
  const long = { Mon: "Monday", Tue: "Tuesday", Wed: "Wednesday", Thu: "Thursday", Fri: "Friday" }[day];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${long}, ${two(date.getUTCDate())}-${month}-${two(date.getUTCFullYear() % 100)} ${time} GMT`;
}

/** @param {Date} date */
function asctime(date) {
  const [day, number, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${String(Number(number)).padStart(2, " ")} ${time} ${year}`;
}
