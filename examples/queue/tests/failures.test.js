import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refuse, silence, startService } from "../../../tests/node/support/service.js";
import { checkLedger } from "../demo/ledger.js";
import { mostIn, verdictOf } from "../demo/service.js";
import { nameOf } from "../jobs/producer.js";
import { barrier, eventually, honest, options, setUp } from "./support.js";

describe("every user comes out once", options, () => {
  test("though workers, the producer, Redis and the service fail, and within the limit", async (t) => {
    const { worker, producer, server, queue, idle } = await setUp(t);
    const limit = { requests: 12, per: 400 };
    const gate = barrier();
    let isFailing = false;
    const service = await startService(t, async (seen) => {
      await gate.passed;
      return isFailing ? refuse(503) : honest(seen);
    });
    const settings = { service: service.url, limit, timeout: 3000, delay: 100 };
    const list = { users: 12_000, size: 500, most: 10 };

    const doomed = worker(settings);
    const first = producer(list);
    await eventually(() => service.inFlight >= 2, "a worker is in the middle of its jobs");
    const interrupted = [...service.log];
    await doomed.end("SIGKILL");
    gate.open();

    const workers = [worker(settings), worker(settings), worker(settings)];
    await eventually(async () => (await queue.getCompletedCount()) >= 3, "others are at work");
    await first.end("SIGKILL");
    isFailing = true;
    await producer({ ...list, most: 100 }).ended;
    await eventually(() => service.log.filter(({ status }) => status === 503).length >= 30, "it is refused");
    isFailing = false;
    // All jobs are in Redis, and nobody is there to add them again.
    await server.crash();
    await server.restart();
    await idle();
    for (const worker of workers) await worker.end("SIGTERM");

    const { counts, causes, stats } = await checkLedger(queue, list.users, verdictOf);
    assert.equal(counts.failed, 1);
    assert.deepEqual([...causes.keys()], ["The service refused with status 422: no"]);
    assert.ok(stats.users.total > list.users, "some failed, and were asked about later");
    const again = new Set(service.log.slice(interrupted.length).flatMap(({ ids }) => ids));
    const isAgain = interrupted.flatMap(({ ids }) => ids).every((id) => again.has(id));
    assert.ok(isAgain, "those of the killed worker were asked about again");
    const times = service.log.map(({ at }) => at);
    assert.ok(mostIn(times, limit.per) <= limit.requests, `${mostIn(times, limit.per)} requests in a window`);
  });

  test("though two workers do the same job, and find different things", async (t) => {
    const { worker, producer, queue, idle } = await setUp(t);
    const gate = barrier();
    const service = await startService(t, async (seen) => {
      if (!seen.path.endsWith("/slow")) return honest(seen);
      await gate.passed;
      return refuse(503);
    });
    const slow = worker({ service: `${service.url}/slow`, retry: 0, concurrency: 1 });
    await producer({ users: 100 }).ended;
    await eventually(() => service.inFlight === 1, "it is in the middle of its job");
    process.kill(/** @type {number} */ (slow.pid), "SIGSTOP");
    worker({ service: service.url });
    await eventually(async () => (await queue.getCompletedCount()) === 1, "another did the job");
    const result = (await queue.getJob(nameOf(0)))?.returnvalue;
    gate.open();
    process.kill(/** @type {number} */ (slow.pid), "SIGCONT");
    await slow.end("SIGTERM");
    await idle();
    assert.deepEqual((await queue.getJob(nameOf(0)))?.returnvalue, result, "what was found first stays");
    await checkLedger(queue, 100, verdictOf);
  });

  test("though a worker is stopped: it keeps what is settled and leaves the rest to another", async (t) => {
    const { worker, producer, queue, idle } = await setUp(t);
    let isSilent = true;
    const service = await startService(t, (seen) => (isSilent && seen.index >= 3 ? silence : honest(seen)));
    const settings = { service: service.url, batchSize: 100, tries: 1 };
    const stopped = worker(settings);
    await producer({ users: 1000 }).ended;
    // Six are in flight at once, so these three were sent after the first three were settled.
    await eventually(() => service.log.length === 9, "three batches are settled");
    await stopped.end("SIGTERM");
    const data = (await queue.getJob(nameOf(0)))?.data;
    assert.deepEqual([data?.users.length, data?.tries, data?.rounds[0].stats.users.failed], [700, 0, 700]);

    isSilent = false;
    worker(settings);
    await idle();
    await checkLedger(queue, 1000, verdictOf);
    const asked = service.log.flatMap(({ ids }) => ids);
    for (const id of service.log.slice(0, 3).flatMap(({ ids }) => ids))
      assert.equal(asked.indexOf(id), asked.lastIndexOf(id), `user ${id} was asked about once`);
  });
});
