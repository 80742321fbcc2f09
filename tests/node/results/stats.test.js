import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emptyStats, filterUsers, mergeStats } from "filter-users";
import { cut, everyone, reset, startService } from "../support/service.js";
import { assertLedger, pause, users } from "../support/users.js";

/** How often each value is in `values`. @param {unknown[]} values */
function tally(values) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

describe("the figures of a run", () => {
  it("are what the service saw", async (t) => {
    const service = await startService(t, (seen) => {
      if (seen.ids.length > 4) return 413;
      if (seen.ids.includes(3)) return 404;
      if (seen.ids.includes(13)) return [...everyone(seen), { id: 13 }, { id: 999 }];
      return seen.index % 4 === 0 ? 503 : everyone(seen);
    });
    const input = users(60);
    const options = { url: service.url, batchSize: 6, retry: { limit: 9, delay: 1, budget: 1 } };
    const { stats, ...result } = await filterUsers(input, options);
    assertLedger({ ...result, stats }, input);
    const { log } = service;
    assert.equal(stats.requests.sent, log.length);
    assert.deepEqual(stats.requests.byStatus, tally(log.map(({ status }) => status)));
    assert.deepEqual(stats.requests.byError, {
      HTTP_STATUS: log.filter(({ status }) => status !== 200).length,
    });
    assert.equal(stats.requests.retried, log.filter(({ status }) => status === 503).length);
    assert.ok(stats.requests.maxInFlight <= 6);
    assert.equal(stats.bytes.sent, sum(log.map(({ body }) => Buffer.byteLength(body))));
    assert.equal(stats.bytes.received, sum(log.map(({ sent }) => sent)));
    assert.deepEqual(stats.batches, { total: 14, failed: 1, split: 6, size: 3 });
    const answered = sum(log.filter(({ status }) => status === 200).map(({ ids }) => ids.length));
    assert.deepEqual(stats.rows, { received: answered + 2, unexpected: 1, duplicate: 1, unseen: [] });
    assert.equal(stats.latency.count, log.length);
  });

  it("count requests that were never answered, but no latency for them", async (t) => {
    const service = await startService(t, (seen) => (seen.ids[0] <= 2 ? reset : everyone(seen)));
    const { stats } = await filterUsers(users(6), {
      url: service.url,
      batchSize: 2,
      retry: { limit: 1, delay: 1 },
    });
    assert.equal(stats.requests.sent, 4);
    assert.equal(stats.requests.retried, 1);
    assert.deepEqual(stats.requests.byError, { NETWORK: 2 });
    assert.deepEqual(stats.requests.byStatus, { 200: 2 });
    assert.equal(stats.latency.count, 2);
  });

  it("count a reply that was cut as answered and as failed", async (t) => {
    const service = await startService(t, () => cut('[{"id":1},{"id":2}]'));
    const { stats, failed } = await filterUsers(users(2), { url: service.url, retry: 0 });
    assert.equal(failed[0].error.code, "NETWORK");
    assert.deepEqual(stats.requests.byStatus, { 200: 1 });
    assert.deepEqual(stats.requests.byError, { NETWORK: 1 });
  });

  it("have a latency that holds the service's, with a histogram that adds up", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause(seen.index < 18 ? 20 : 120);
      return everyone(seen);
    });
    const { stats } = await filterUsers(users(20), { url: service.url, batchSize: 1, concurrency: 5 });
    const { count, min, mean, p50, p90, p99, max, histogram } = stats.latency;
    assert.equal(count, 20);
    assert.equal(sum(histogram.map(([, count]) => count)), count);
    const bounds = histogram.map(([bound]) => bound);
    assert.deepEqual(
      bounds,
      bounds.toSorted((a, b) => a - b),
    );
    assert.ok(min >= 18 && max >= 118, `${min} to ${max} ms`);
    const order = [min, p50, p90, p99, max];
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    assert.ok(mean >= min && mean <= max);
    assert.ok(Number(bounds.at(-1)) >= max && Number(bounds[0]) >= min && Number(bounds[0]) <= 1.02 * min);
    assert.ok(p99 <= max && p99 >= max / 1.02, "within 2 %");
  });

  it("have times that fit into each other", async (t) => {
    const service = await startService(t, everyone);
    const began = performance.now();
    const { time } = (await filterUsers(users(2000), { url: service.url })).stats;
    const took = performance.now() - began;
    assert.ok(time.total > 0 && time.total <= took + 1);
    assert.ok(time.encoding >= 0 && time.deciding >= 0 && time.encoding + time.deciding <= time.total + 1);
  });

  it("of no run are all zero", async () => {
    const { stats } = await filterUsers([], { url: "http://service.test" });
    assert.deepEqual({ ...stats, time: emptyStats().time }, emptyStats());
    assert.notEqual(emptyStats(), emptyStats());
  });

  it("are plain data, which survives JSON and structuredClone", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    const { stats } = await filterUsers(users(5), { url: service.url, retry: { delay: 1 } });
    assert.deepEqual(JSON.parse(JSON.stringify(stats)), stats);
    assert.deepEqual(structuredClone(stats), stats);
  });
});

it("merged figures of two runs are those of both together", async (t) => {
  const service = await startService(t, (seen) => (seen.index % 5 === 4 ? 503 : everyone(seen)));
  const options = { url: service.url, batchSize: 3, retry: { delay: 1 } };
  const { stats: a } = await filterUsers(users(20), options);
  const { stats: b } = await filterUsers(users(31), options);
  const both = mergeStats(a, b);
  assert.equal(both.users.total, 51);
  assert.equal(both.batches.total, 7 + 11);
  assert.equal(both.requests.sent, service.log.length);
  assert.deepEqual(both.requests.byStatus, tally(service.log.map(({ status }) => status)));
  assert.equal(both.requests.maxInFlight, Math.max(a.requests.maxInFlight, b.requests.maxInFlight));
  assert.equal(both.bytes.received, sum(service.log.map(({ sent }) => sent)));
  assert.equal(both.latency.count, a.latency.count + b.latency.count);
  assert.equal(both.latency.max, Math.max(a.latency.max, b.latency.max));
  assert.equal(sum(both.latency.histogram.map(([, count]) => count)), both.latency.count);
  assert.equal(both.time.total, a.time.total + b.time.total);
});
