import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { filterUsers } from "filter-users";
import { refuse, startService } from "../support/service.js";
import { assertLedger, users } from "../support/users.js";

const auto = /** @type {const} */ ({ batchSize: 1, concurrency: "auto" });

describe('concurrency: "auto"', () => {
  it("sends more at once to a service that copes, up to 64", async (t) => {
    const service = await startService(t, async ({ ids }) => {
      await sleep(20);
      return ids.map((id) => ({ id }));
    });
    const list = users(1500);
    const result = await filterUsers(list, { url: service.url, ...auto });
    assertLedger(result, list);
    const { concurrency, maxInFlight } = result.stats.requests;
    assert.ok(concurrency > 12 && concurrency <= 64, `found ${concurrency}`);
    assert.ok(maxInFlight > 12 && maxInFlight <= concurrency, `${maxInFlight} in flight`);
  });

  it("sends less at once to a service that refuses, and goes on", async (t) => {
    let inFlight = 0;
    let refused = 0;
    let most = 0;
    const service = await startService(t, async ({ ids, index }) => {
      if (++inFlight > 3) {
        inFlight--;
        refused++;
        return refuse(429);
      }
      if (index > 200) most = Math.max(most, inFlight);
      await sleep(10);
      inFlight--;
      return ids.map((id) => ({ id }));
    });
    const list = users(400);
    const retry = { limit: 50, delay: 5, budget: 1 };
    const result = await filterUsers(list, { url: service.url, ...auto, retry });
    assertLedger(result, list);
    assert.equal(result.passed.length, list.length);
    assert.ok(refused < 300, `${refused} refusals for 400 users`);
  });
});
