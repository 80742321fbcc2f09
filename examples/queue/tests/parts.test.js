import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { everyone, refuse, respond, silence, startService } from "../../../tests/node/support/service.js";
import { checkLedger } from "../demo/ledger.js";
import { limited } from "../jobs/limiter.js";
import { nameOf, produce } from "../jobs/producer.js";
import { eventually, options, setUp } from "./support.js";

/** @param {number} count */
function* someUsers(count) {
  for (let id = 1; id <= count; id++) yield { id };
}

describe("the producer", options, () => {
  test("reads no further than jobs are done", async (t) => {
    const { work, queue, left, idle } = await setUp(t);
    const service = await startService(t, everyone);
    let read = 0;
    async function* users() {
      for (const user of someUsers(3000)) {
        read++;
        yield user;
      }
    }
    const produced = produce(queue, users(), { size: 100, most: 5 });
    await eventually(async () => (await left()) === 5, "the queue is full");
    await setTimeout(200);
    assert.equal(await left(), 5);
    assert.equal(read, 600, "five jobs, and one that waits");
    work({ url: service.url });
    await produced;
    await idle();
    await checkLedger(queue, 3000, () => "passed");
  });

  test("may begin anew: what is there is not added again, and what is done is not done again", async (t) => {
    const { work, queue, left, idle } = await setUp(t);
    const service = await startService(t, everyone);
    const again = () => produce(queue, someUsers(950), { size: 100 });
    await again();
    assert.equal(await left(), 10);
    await again();
    assert.equal(await left(), 10);
    work({ url: service.url });
    await idle();
    await again();
    assert.equal(await left(), 0);
    assert.equal(service.log.length, 10);
    await checkLedger(queue, 950, () => "passed");
  });

  test("makes up for a Redis that forgot everything", async (t) => {
    const { work, queue, redis, idle } = await setUp(t);
    const service = await startService(t, (seen) => (seen.index === 0 ? refuse(503) : everyone(seen)));
    const again = () => produce(queue, someUsers(300), { size: 100 });
    // The rest of the first job would wait for an hour.
    work({ url: service.url }, { delay: 3_600_000, concurrency: 1 });
    await again();
    await eventually(async () => (await queue.getCompletedCount()) === 2, "two are done");
    assert.equal(await queue.getDelayedCount(), 1);
    await redis.flushall();
    await again();
    await idle();
    await checkLedger(queue, 300, () => "passed");
  });
});

describe("users that fail", options, () => {
  test("are asked about later, without the others and the hopeless, and then have failed for good", async (t) => {
    const { work, queue, idle } = await setUp(t);
    const service = await startService(t, (seen) => {
      if (seen.ids.includes(17)) return refuse(403);
      return seen.ids.includes(7) ? refuse(503) : everyone(seen);
    });
    work({ url: service.url, batchSize: 10 }, { tries: 3 });
    await produce(queue, someUsers(100));
    await idle();
    const { causes, stats } = await checkLedger(queue, 100, (id) => (id <= 20 ? "failed" : "passed"));
    const byStatus = [...causes].map(([message, count]) => [/status (\d+)/.exec(message)?.[1], count]);
    assert.deepEqual(Object.fromEntries(byStatus), { 403: 10, 503: 10 });
    assert.equal((await queue.getJob(nameOf(0)))?.returnvalue.length, 3);
    assert.equal(service.log.length, 12);
    assert.equal(stats.requests.sent, 12);
  });

  test("wait as long as the service asks for", async (t) => {
    const { work, queue } = await setUp(t);
    const rest = respond("", { status: 503, headers: { "retry-after": "3600" } });
    const service = await startService(t, () => rest);
    work({ url: service.url });
    await produce(queue, someUsers(10));
    await eventually(async () => (await queue.getDelayedCount()) === 1, "they wait");
    const [job] = await queue.getDelayed();
    assert.ok(job.delay >= 3_600_000, `${job.delay} ms`);
  });

  test("wait no longer than a day, whatever the service asks for", async (t) => {
    const { work, queue } = await setUp(t);
    const rest = respond("", { status: 503, headers: { "retry-after": "9".repeat(15) } });
    const service = await startService(t, () => rest);
    work({ url: service.url });
    await produce(queue, someUsers(10));
    await eventually(async () => (await queue.getDelayedCount()) === 1, "they wait");
    const [job] = await queue.getDelayed();
    assert.equal(job.delay, 86_400_000);
  });

  test("are those that workers die of, and those that cannot be asked about; others are not held up", async (t) => {
    const { worker, work, queue, redis, idle } = await setUp(t);
    const service = await startService(t, (seen) => (seen.ids.includes(1) ? silence : everyone(seen)));
    await produce(queue, someUsers(20), { size: 10 });
    const nameless = /** @type {any} */ ([{ name: "Ada" }]);
    await queue.add("filter", { users: nameless, tries: 0, rounds: [] }, { jobId: nameOf(2) });
    // Five have died of the first already.
    await redis.hset(queue.toKey(nameOf(0)), "stc", 5);
    const doomed = worker({ service: service.url, concurrency: 1 });
    await eventually(() => service.inFlight === 1, "it is in the middle of the first");
    await doomed.end("SIGKILL");
    work({ url: service.url }, { lockDuration: 1000, stalledInterval: 1000 });
    await idle();
    const [deadly, fine, wrong] = await Promise.all([0, 1, 2].map((number) => queue.getJob(nameOf(number))));
    assert.equal(fine?.returnvalue[0].passed.length, 10);
    assert.match(`${deadly?.failedReason}`, /stalled/);
    assert.equal(deadly?.data.users.length, 10);
    assert.match(`${wrong?.failedReason}`, /^Expected `id` of user 0/);
    assert.deepEqual(wrong?.data.users, nameless);
  });
});

describe("a place at the service", options, () => {
  /** One place, for 300 ms after the answer. @param {import("node:test").TestContext} t @param {number} timeout */
  async function onePlace(t, timeout) {
    const { redis } = await setUp(t);
    const fetch = limited(redis, { requests: 1, per: 300, timeout });
    const service = await startService(t, ({ path }) => (path.endsWith("silent") ? silence : []));
    /** @param {string} [path] @param {AbortSignal} [signal] */
    const ask = (path = "", signal) => fetch(`${service.url}${path}`, { method: "POST", signal });
    return { service, ask };
  }

  test("is free when its time after the answer is over", async (t) => {
    const { service, ask } = await onePlace(t, 3_600_000);
    await ask();
    const answered = performance.now();
    await ask();
    assert.ok(service.log[1].at - answered >= 300 - 1);
  });

  test("comes back though whoever had it is dead, and not before it has had its time", async (t) => {
    const { service, ask } = await onePlace(t, 200);
    ask("/silent").catch(() => {}); // it is never heard of again
    await eventually(() => service.log.length === 1, "it has the place");
    await ask();
    assert.ok(service.log[1].at - service.log[0].at >= 200 + 300 - 50);
  });

  test("is free at last when the request was given up", async (t) => {
    const { service, ask } = await onePlace(t, 3_600_000);
    const controller = new AbortController();
    const given = ask("/silent", controller.signal);
    await eventually(() => service.log.length === 1, "it is sent");
    controller.abort();
    await assert.rejects(given, { name: "AbortError" });
    await ask();
  });

  test("is not waited for by those that are given up", async (t) => {
    const { service, ask } = await onePlace(t, 3_600_000);
    const controller = new AbortController();
    ask("/silent", controller.signal).catch(() => {});
    await eventually(() => service.log.length === 1, "another has it");
    const waiting = new AbortController();
    const given = ask("", waiting.signal);
    await setTimeout(100);
    waiting.abort();
    await assert.rejects(given, { name: "AbortError" });
    assert.equal(service.log.length, 1);
    controller.abort();
  });
});
