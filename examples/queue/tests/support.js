import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { find } from "../../../scripts/tools.js";
import { refuse } from "../../../tests/node/support/service.js";
import { startProducer, startWorker as startWorkerProcess } from "../demo/processes.js";
import { left, openQueue } from "../demo/queue.js";
import { startRedis } from "../demo/redis.js";
import { isRefused, rowsOf } from "../demo/service.js";
import { startWorker } from "../jobs/worker.js";

const program = find("redis");

// A test that takes too long is ended by this: so that Redis and the others end, too.
process.once("SIGTERM", () => process.exit(1));

/** For `describe`: nothing of this can be shown without Redis. */
export const options = { skip: program === undefined && "redis-server is missing" };

/** A Redis with a queue, which go with the test. @param {import("node:test").TestContext} t */
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
  const queue = openQueue(server.url);
  ends.push(() => queue.close());
  const redis = new Redis(server.url);
  redis.on("error", () => {}); // it is killed on purpose
  ends.push(() => redis.disconnect());
  const settings = { redis: server.url };

  /** @template {{ end(signal: NodeJS.Signals): Promise<unknown> }} P @param {P} process */
  function own(process) {
    ends.push(() => process.end("SIGKILL"));
    return process;
  }
  return {
    server,
    redis,
    queue,
    left: () => left(queue),
    idle: () => eventually(async () => (await left(queue)) === 0, "no job is left"),
    /** @param {Omit<Parameters<typeof startProducer>[0], "redis">} more */
    producer: (more) => own(startProducer({ ...settings, ...more })),
    /** @param {Omit<Parameters<typeof startWorkerProcess>[0], "redis">} more */
    worker: (more) => own(startWorkerProcess({ ...settings, lock: 1000, ...more })),
    /**
     * A worker in this process.
     *
     * @param {import("filter-users").FilterOptions<import("../jobs/worker.js").User, any>} filter
     * @param {Parameters<typeof startWorker>[2]} [more]
     */
    work(filter, more = {}) {
      const stopping = new AbortController();
      const worker = startWorker(
        queue,
        { retry: 0, signal: stopping.signal, ...filter },
        { delay: 1, ...more },
      );
      ends.push(async () => {
        const closed = worker.close();
        stopping.abort();
        await closed;
      });
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
