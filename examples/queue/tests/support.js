import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { find } from "../../../scripts/tools.js";
import { refuse } from "../../../tests/node/support/service.js";
import { startProducer, startWorker as startWorkerProcess } from "../demo/processes.js";
import { startRedis } from "../demo/redis.js";
import { isRefused, rowsOf } from "../demo/service.js";
import { connectionTo, QUEUE } from "../jobs.js";
import { openResults } from "../results.js";
import { startWorker } from "../worker.js";

const program = find("redis");

// A test that takes too long is ended by this: so that Redis and the others end, too.
process.once("SIGTERM", () => process.exit(1));

/** For `describe`: nothing of this can be shown without Redis. */
export const options = { skip: program === undefined && "redis-server is missing" };

/** A Redis with a queue, and a folder for results, which go with the test. @param {import("node:test").TestContext} t */
export async function setUp(t) {
  /** What is begun last ends first: most of it needs Redis to end. @type {(() => unknown)[]} */
  const ends = [];
  t.after(async () => {
    for (const end of ends.reverse()) await end();
  });
  const folder = mkdtempSync(join(tmpdir(), "queue-test-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const server = await startRedis(/** @type {string} */ (program), folder);
  ends.push(server.stop);
  const queue = new Queue(QUEUE, { connection: connectionTo(server.url) });
  queue.on("error", () => {});
  ends.push(() => queue.close());
  const redis = new Redis(server.url);
  redis.on("error", () => {}); // it is killed on purpose
  ends.push(() => redis.disconnect());
  const settings = { redis: server.url, folder: join(folder, "results") };
  const results = await openResults(settings.folder);
  const left = () => queue.getJobCountByTypes("wait", "active", "delayed", "prioritized");

  /** @template {{ end(signal: NodeJS.Signals): Promise<unknown> }} P @param {P} process */
  function own(process) {
    ends.push(() => process.end("SIGKILL"));
    return process;
  }
  return {
    server,
    redis,
    queue,
    results,
    folder: settings.folder,
    left,
    idle: () => eventually(async () => (await left()) === 0, "no job is left"),
    /** @param {Omit<Parameters<typeof startProducer>[0], "redis" | "folder">} more */
    producer: (more) => own(startProducer({ ...settings, ...more })),
    /** @param {Omit<Parameters<typeof startWorkerProcess>[0], "redis" | "folder">} more */
    worker: (more) => own(startWorkerProcess({ ...settings, lock: 1000, ...more })),
    /**
     * A worker in this process.
     *
     * @param {import("filter-users").FilterOptions<import("../jobs.js").User, any>} filter
     * @param {Partial<Parameters<typeof startWorker>[0]>} [more]
     */
    work(filter, more = {}) {
      const worker = startWorker({
        redis: server.url,
        results,
        filter: { retry: 0, ...filter },
        delay: 1,
        ...more,
      });
      ends.push(worker.close);
    },
  };
}

/** What the demo's service answers. @param {{ ids: number[] }} seen */
export const honest = ({ ids }) => (ids.some(isRefused) ? refuse(422) : rowsOf(ids));

/** With much time, since processes have to start and locks to expire. @param {() => boolean | Promise<boolean>} holds @param {string} what */
export async function eventually(holds, what) {
  const until = performance.now() + 60_000;
  while (!(await holds())) {
    assert.ok(performance.now() < until, `in time: ${what}`);
    await setTimeout(10);
  }
}

/** What answers wait at until the test lets them pass. */
export function barrier() {
  let open = () => {};
  /** @type {Promise<void>} */
  const passed = new Promise((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
