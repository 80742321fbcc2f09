import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { everyone, refuse, respond, startService } from "../../../tests/node/support/service.js";
import { checkLedger } from "../demo/ledger.js";
import { JOB, nameOf } from "../jobs.js";
import { limited } from "../limiter.js";
import { produce } from "../producer.js";
import { eventually, options, setUp } from "./support.js";

/** @param {number} count */
function* someUsers(count) {
  for (let id = 1; id <= count; id++) yield { id };
}

describe("the producer", options, () => {
  test("reads no further than jobs are done", async (t) => {
    const { work, queue, results, left, idle } = await setUp(t);
    const service = await startService(t, everyone);
    let read = 0;
    async function* users() {
      for (const user of someUsers(3000)) {
        read++;
        yield user;
      }
    }
    const produced = produce(users(), { queue, results, size: 100, most: 5 });
    await eventually(async () => (await left()) === 5, "the queue is full");
    await setTimeout(200);
    assert.equal(await left(), 5);
    assert.equal(read, 600, "five jobs, and one that waits");
    work({ url: service.url });
    await produced;
    await idle();
    await checkLedger(results, 3000, () => "passed");
  });

  test("may begin anew: what is there is not added again, and what is done is not done again", async (t) => {
    const { work, queue, results, left, idle } = await setUp(t);
    const service = await startService(t, everyone);
    const again = () => produce(someUsers(950), { queue, results, size: 100 });
    await again();
    assert.equal(await left(), 10);
    await again();
    assert.equal(await left(), 10);
    work({ url: service.url });
    await idle();
    await again();
    assert.equal(await left(), 0);
    assert.equal(service.log.length, 10);
    await checkLedger(results, 950, () => "passed");
  });

  test("makes up for a Redis that forgot everything", async (t) => {
    const { work, queue, results, redis, left, idle } = await setUp(t);
    const service = await startService(t, (seen) => (seen.index === 0 ? refuse(503) : everyone(seen)));
    const again = () => produce(someUsers(300), { queue, results, size: 100 });
    // The rest of the first job would wait for an hour.
    work({ url: service.url }, { delay: 3_600_000, concurrency: 1 });
    await again();
    await eventually(async () => (await results.names()).length === 3, "all were asked about");
    const onlyRest = async () => (await left()) === 1 && (await queue.getDelayedCount()) === 1;
    await eventually(onlyRest, "what is left is a rest");
    await redis.flushall();
    await again();
    await eventually(onlyRest, "the rest is there again");
    const [job] = await queue.getDelayed();
    await job.promote();
    await idle();
    await checkLedger(results, 300, () => "passed");
  });
});

describe("users that fail", options, () => {
  test("are asked about in later jobs, without the others and the hopeless, and then have failed for good", async (t) => {
    const { work, queue, results, idle } = await setUp(t);
    const service = await startService(t, (seen) => {
      if (seen.ids.includes(17)) return refuse(403);
      return seen.ids.includes(7) ? refuse(503) : everyone(seen);
    });
    work({ url: service.url, batchSize: 10 }, { tries: 3 });
    await produce(someUsers(100), { queue, results });
    await idle();
    const { causes, stats } = await checkLedger(results, 100, (id) => (id <= 20 ? "failed" : "passed"));
    const byStatus = [...causes].map(([message, count]) => [/status (\d+)/.exec(message)?.[1], count]);
    assert.deepEqual(Object.fromEntries(byStatus), { 403: 10, 503: 10 });
    assert.deepEqual((await results.names()).sort(), [nameOf(0), nameOf(0, 1), nameOf(0, 2)]);
    assert.equal(service.log.length, 12);
    assert.equal(stats.requests.sent, 12);
  });

  test("wait as long as the service asks for", async (t) => {
    const { work, queue, results } = await setUp(t);
    const rest = respond("", { status: 503, headers: { "retry-after": "3600" } });
    const service = await startService(t, () => rest);
    work({ url: service.url });
    await produce(someUsers(10), { queue, results });
    await eventually(async () => (await queue.getDelayedCount()) === 1, "they wait");
    const [job] = await queue.getDelayed();
    assert.ok(job.delay >= 3_600_000, `${job.delay} ms`);
  });

  test("wait no longer than a day, whatever the service asks for", async (t) => {
    const { work, queue, results } = await setUp(t);
    const rest = respond("", { status: 503, headers: { "retry-after": "9".repeat(15) } });
    const service = await startService(t, () => rest);
    work({ url: service.url });
    await produce(someUsers(10), { queue, results });
    await eventually(async () => (await queue.getDelayedCount()) === 1, "they wait");
    const [job] = await queue.getDelayed();
    assert.equal(job.delay, 86_400_000);
  });

  test("are those that workers die of, and those that cannot be asked about", async (t) => {
    const { work, queue, results, redis, idle } = await setUp(t);
    const service = await startService(t, everyone);
    await produce(someUsers(20), { queue, results, size: 10 });
    await redis.hset(queue.toKey(nameOf(1)), "stc", 6);
    const nameless = /** @type {any} */ ([{ name: "Ada" }]);
    await queue.add("filter", { users: nameless, tries: 0 }, { ...JOB, jobId: nameOf(2) });
    work({ url: service.url });
    await idle();
    const [fine, deadly, wrong] = await Promise.all([0, 1, 2].map((number) => results.read(nameOf(number))));
    assert.equal(fine?.passed.length, 10);
    assert.equal(deadly?.failed[0].error.code, "WORKER_DIED");
    assert.equal(deadly?.failed[0].users.length, 10);
    assert.equal(wrong?.failed[0].error.code, "INVALID_USER");
    assert.deepEqual(wrong?.failed[0].users, nameless);
  });
});

test("a worker that cannot write says so, and does the job again", options, async (t) => {
  const { work, queue, results, folder, idle } = await setUp(t);
  const service = await startService(t, everyone);
  await rename(folder, `${folder}.away`);
  /** @type {Error[]} */
  const errors = [];
  work({ url: service.url }, { onError: (error) => errors.push(error) });
  await queue.add("filter", { users: [{ id: 1 }], tries: 0 }, { ...JOB, backoff: 10, jobId: nameOf(0) });
  await eventually(() => errors.length >= 3, "it is tried again and again");
  assert.match(errors[0].message, /ENOENT/);
  await rename(`${folder}.away`, folder);
  await idle();
  await checkLedger(results, 1, () => "passed");
});

describe("a place at the service", options, () => {
  /** One place, for 300 ms after the answer. @param {import("node:test").TestContext} t @param {number} timeout */
  async function places(t, timeout) {
    const { redis } = await setUp(t);
    const { headers, fetch } = limited(redis, { requests: 1, per: 300, timeout });
    const { url } = await startService(t, () => []);
    return {
      take: (signal = new AbortController().signal) => headers({ batch: 0, attempt: 1, request: 0, signal }),
      ask: (/** @type {AbortSignal} */ signal) => fetch(url, { method: "POST", signal }),
    };
  }

  test("is free when its time after the answer is over", async (t) => {
    const { take, ask } = await places(t, 3_600_000);
    const { signal } = new AbortController();
    await take(signal);
    const began = performance.now();
    await ask(signal);
    await take();
    assert.ok(performance.now() - began >= 300);
  });

  test("comes back though whoever had it is dead, and not before it has had its time", async (t) => {
    const { take } = await places(t, 200);
    const began = performance.now();
    await take();
    await take();
    assert.ok(performance.now() - began >= 200 + 300);
  });

  test("is free at last when the request was given up", async (t) => {
    const { take } = await places(t, 3_600_000);
    const controller = new AbortController();
    await take(controller.signal);
    controller.abort();
    await take();
  });

  test("is not waited for by those that are given up", async (t) => {
    const { take } = await places(t, 3_600_000);
    await take();
    const controller = new AbortController();
    const waiting = take(controller.signal);
    controller.abort();
    await waiting;
  });
});
