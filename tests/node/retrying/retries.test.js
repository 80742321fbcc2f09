import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { drip, everyone, refuse, reset, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, users } from "../support/users.js";

/** @typedef {import("../support/service.js").Seen} Seen */

describe("retrying", () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    it(`${status} is worth another attempt, whatever the method`, async (t) => {
      const service = await startService(t, (seen) => (seen.index === 0 ? refuse(status) : everyone(seen)));
      const result = await filterUsers(users(3), { url: service.url, retry: { delay: 1 } });
      assert.equal(result.passed.length, 3);
      assert.deepEqual(result.stats.requests.byStatus, { 200: 1, [status]: 1 });
      assert.equal(result.stats.requests.retried, 1);
    });
  }

  it("404 is not, and says how often it was tried", async (t) => {
    const service = await startService(t, () => refuse(404));
    const { failed } = await filterUsers(users(3), { url: service.url });
    assert.equal(failed[0].error.attempts, 1);
    assert.equal(failed[0].error.reply, "no");
    assert.equal(service.log.length, 1);
  });

  it("ends at the limit", async (t) => {
    const service = await startService(t, () => refuse(503));
    for (const [retry, attempts] of [
      [0, 1],
      [3, 4],
    ]) {
      service.log.length = 0;
      const { failed } = await filterUsers(users(3), { url: service.url, retry: { limit: retry, delay: 1 } });
      assert.equal(failed[0].error.attempts, attempts);
      assert.equal(service.log.length, attempts);
    }
  });

  it("a network error in the third of many requests costs nobody anything", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 2 ? reset : everyone(seen)));
    const input = users(50);
    const result = await filterUsers(input, { url: service.url, batchSize: 5, retry: { delay: 1 } });
    assertLedger(result, input);
    assert.equal(result.passed.length, 50);
    assert.deepEqual(result.stats.requests.byError, { NETWORK: 1 });
  });

  it("a reply with three rows too few is told by position, and leaves them missing by key", async (t) => {
    const service = await startService(t, (seen) => everyone(seen).slice(3));
    const input = users(10);
    const byKey = await filterUsers(input, { url: service.url });
    assertLedger(byKey, input);
    assert.deepEqual(ids(byKey.missing), [1, 2, 3]);
    const byPosition = await filterUsers(input, { url: service.url, rowKey: null, retry: 0 });
    assertLedger(byPosition, input);
    assert.equal(byPosition.failed[0].error.code, "BAD_REPLY");
  });

  it("a drip that takes longer than `timeout` is TIMEOUT, and tried again", async (t) => {
    const service = await startService(t, (seen) => {
      const reply = everyone(seen);
      return seen.index === 0 ? drip(JSON.stringify(reply), 50) : reply;
    });
    const result = await filterUsers(users(5), { url: service.url, timeout: 300, retry: { delay: 1 } });
    assert.equal(result.passed.length, 5);
    assert.deepEqual(result.stats.requests.byError, { TIMEOUT: 1 });
  });

  it("stops at its budget, beyond ten retries", async (t) => {
    const service = await startService(t, () => refuse(500));
    const { stats } = await filterUsers(users(100), {
      url: service.url,
      batchSize: 1,
      retry: { limit: 5, delay: 1, budget: 0.2 },
    });
    const { sent, retried } = stats.requests;
    assert.ok(retried >= 10 && retried <= 0.2 * sent + 1, `${retried} of ${sent}`);
  });
});

describe("Retry-After", () => {
  it("closes one gate for the whole run, for as long as was asked", async (t) => {
    const service = await startService(t, (seen) =>
      seen.index === 0 ? refuse(429, { "retry-after": "1" }) : everyone(seen),
    );
    const input = users(20);
    const result = await filterUsers(input, { url: service.url, batchSize: 5, concurrency: 1 });
    assertLedger(result, input);
    const [first, second] = service.log;
    assert.ok(second.at - first.at >= 990, `${second.at - first.at} ms`);
    assert.ok(second.at - first.at < 3000, "neither longer nor jittered");
    assert.equal(service.log.length, 5);
  });

  it("as a date is heeded, too", async (t) => {
    const service = await startService(t, (seen) => {
      const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toUTCString();
      return seen.index === 0 ? refuse(503, { "retry-after": until }) : everyone(seen);
    });
    const result = await filterUsers(users(5), { url: service.url });
    assert.equal(result.passed.length, 5);
    assert.ok(service.log[1].at - service.log[0].at >= 900);
  });

  it("longer than `maxDelay` is not waited for: what was not sent fails with it, and says when to come back", async (t) => {
    const service = await startService(t, () => refuse(429, { "retry-after": "3600" }));
    const input = users(50);
    const result = await filterUsers(input, { url: service.url, batchSize: 5, concurrency: 2 });
    assertLedger(result, input);
    assert.ok(service.log.length <= 2);
    assert.equal(failedUsers(result).length, 50);
    for (const { error } of result.failed) {
      assert.equal(error.code, "HTTP_STATUS");
      assert.equal(error.status, 429);
      assert.ok((error.retryAfter ?? 0) > 3_590_000);
    }
    assert.equal(result.failed.at(-1)?.error.attempts, 0, "it was never sent");
  });

  it("that is rubbish is ignored, and so is one that is not to be heeded", async (t) => {
    for (const [header, heed] of /** @type {const} */ ([
      ["soon", true],
      ["60", false],
    ])) {
      const service = await startService(t, (seen) =>
        seen.index === 0 ? refuse(503, { "retry-after": header }) : everyone(seen),
      );
      const retry = { delay: 1, retryAfter: heed };
      const result = await filterUsers(users(5), { url: service.url, retry });
      assert.equal(result.passed.length, 5);
      assert.ok(result.stats.time.total < 30_000);
    }
  });
});

describe("splitting", () => {
  for (const poison of [[7], [3, 200], [1, 2, 250]]) {
    it(`finds ${poison.length} at fault among 250`, async (t) => {
      const service = await startService(t, (seen) =>
        seen.ids.some((/** @type {number} */ id) => poison.includes(id)) ? refuse(422) : everyone(seen),
      );
      const input = users(250);
      const result = await filterUsers(input, { url: service.url, split: [422] });
      assertLedger(result, input);
      assert.deepEqual(ids(failedUsers(result)), poison);
      assert.equal(result.failed.length, poison.length, "each for itself");
      assert.ok(service.log.length <= 1 + 2 * poison.length * 8, `${service.log.length} requests`);
      assert.deepEqual(result.stats.batches, { total: 1, failed: 1, split: 1, size: 0 });
    });
  }

  it("halves what is refused as too large by default, and what is answered too largely", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.length > 60 ? refuse(413) : everyone(seen)));
    // One at a time: what is learnt in time for the others would be chance.
    const refused = await filterUsers(users(250), { url: service.url, concurrency: 1 });
    assert.equal(refused.passed.length, 250);
    assert.deepEqual(refused.stats.requests.byStatus, { 200: 8, 413: 3 }, "250, 125 and 63 are too many");
    const roomy = await startService(t, everyone);
    const large = await filterUsers(users(40), { url: roomy.url, maxReplyBytes: 300 });
    assert.equal(large.passed.length, 40);
    assert.ok((large.stats.requests.byError.REPLY_TOO_LARGE ?? 0) > 0);
  });
});

describe("gates", () => {
  it("`rateLimit` holds in every window, and the service sees no more than its network adds", async (t) => {
    const service = await startService(t, everyone);
    /** @type {number[]} */
    const sent = [];
    await filterUsers(users(60), {
      url: service.url,
      batchSize: 3,
      rateLimit: { requests: 5, per: 300 },
      fetch: (url, init) => {
        sent.push(performance.now());
        return fetch(url, init);
      },
    });
    assert.equal(service.log.length, 20);
    assert.equal(sent.length, 20);
    for (let index = 5; index < 20; index++) {
      const gap = sent[index] - sent[index - 5];
      assert.ok(gap > 290, `${gap} ms from request ${index - 5} to ${index}`);
    }
    const seen = service.log[19].at - service.log[0].at;
    assert.ok(seen > 700, `${seen} ms from the first to the last, of 900`);
  });

  it("a `circuit` that is open fails the rest at once", async (t) => {
    const service = await startService(t, () => refuse(404));
    const input = users(100);
    const result = await filterUsers(input, {
      url: service.url,
      batchSize: 5,
      concurrency: 1,
      circuit: { failures: 3, cooldown: 60_000 },
    });
    assertLedger(result, input);
    assert.equal(service.log.length, 3);
    assert.equal(result.failed.filter(({ error }) => error.code === "CIRCUIT_OPEN").length, 17);
  });

  it("a `circuit` is probed after its cooldown, and closes when the service is well", async (t) => {
    let isWell = false;
    const service = await startService(t, (seen) => (isWell ? everyone(seen) : refuse(404)));
    async function* slowly() {
      for (const user of users(12)) {
        if (user.id === 6) isWell = true;
        if (user.id === 8) await new Promise((resolve) => setTimeout(resolve, 300));
        yield user;
      }
    }
    const { passed, failed } = await filterUsers(slowly(), {
      url: service.url,
      batchSize: 1,
      concurrency: 1,
      circuit: { failures: 2, cooldown: 200 },
    });
    assert.ok(ids(passed).includes(12), "closed again");
    assert.ok(failed.some(({ error }) => error.code === "CIRCUIT_OPEN"));
    assert.equal(passed.length + failed.length, 12);
  });
});
