import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { filterUsers } from "filter-users";
import { startService } from "../support/service.js";
import { assertLedger, users } from "../support/users.js";

/** @param {unknown[]} ids */
const rowsOf = (ids) => ids.map((id) => ({ id }));

describe("hedging", () => {
  it("sends a copy of a slow request, takes the first answer and aborts the other", async (t) => {
    const service = await startService(t, async ({ index, ids }) => {
      if (index === 0) await sleep(3000);
      return rowsOf(ids);
    });
    /** @type {any[]} */
    const events = [];
    const list = users(10);
    const result = await filterUsers(list, {
      url: service.url,
      hedge: 50,
      onEvent: (/** @type {any} */ { type, request, copyOf }) => events.push([type, request, copyOf]),
    });
    assertLedger(result, list);
    assert.deepEqual(events, [
      ["sent", 0, undefined],
      ["hedged", 1, 0],
      ["answered", 1, undefined],
      ["abandoned", 0, undefined],
      ["settled", undefined, undefined],
    ]);
    assert.equal(service.log.length, 2);
    assert.deepEqual(service.log[0].ids, service.log[1].ids);
    assert.ok(result.stats.time.total < 2000, "the slow one is not waited for");
    const { sent, hedged, retried, maxInFlight } = result.stats.requests;
    assert.deepEqual(
      { sent, hedged, retried, maxInFlight },
      { sent: 2, hedged: 1, retried: 0, maxInFlight: 2 },
    );
    assert.deepEqual(result.stats.requests.byError, {}, "the loser did not fail");
    while (service.log[0].state === "open") await sleep(5);
    assert.equal(service.log[0].state, "left");
  });

  it("waits for the original where the copy fails", async (t) => {
    const service = await startService(t, async ({ index, ids }) => {
      if (index === 1) return 500;
      await sleep(300);
      return rowsOf(ids);
    });
    const list = users(10);
    const result = await filterUsers(list, { url: service.url, hedge: 30, retry: 0 });
    assertLedger(result, list);
    assert.equal(result.passed.length, 10);
    assert.deepEqual(result.stats.requests.byStatus, { 200: 1, 500: 1 });
    assert.deepEqual(result.stats.requests.byError, { HTTP_STATUS: 1 });
  });

  it("adds at most 5 % to the requests, rounded up, and keeps within `concurrency`", async (t) => {
    const service = await startService(t, async ({ ids }) => {
      await sleep(20);
      return rowsOf(ids);
    });
    const list = users(800);
    const { stats } = await filterUsers(list, { url: service.url, batchSize: 10, concurrency: 4, hedge: 0 });
    const { sent, hedged, maxInFlight } = stats.requests;
    assert.equal(sent - hedged, 80);
    assert.ok(hedged > 0 && hedged <= 4, `${hedged} copies of 80 requests`);
    assert.ok(maxInFlight <= 4, `${maxInFlight} in flight`);
    // Of two that go at the same moment, the loser may be aborted before the service hears of it.
    assert.ok(service.log.length <= sent && service.log.length >= sent - hedged);
  });

  it("takes a percentile of the run, once it has seen enough answers", async (t) => {
    const service = await startService(t, async ({ index, ids }) => {
      await sleep(index === 40 ? 3000 : 5);
      return rowsOf(ids);
    });
    const list = users(60);
    const { stats } = await filterUsers(list, {
      url: service.url,
      batchSize: 1,
      concurrency: 2,
      hedge: "p95",
    });
    assert.ok(stats.time.total < 2500, "the slow one is not waited for");
    assert.ok(stats.requests.hedged >= 1);
  });
});
