/** All that the recipe shows, in a folder that goes when this process does: Redis, a service, a producer, workers. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { find } from "../../../scripts/tools.js";
import { checkLedger } from "./ledger.js";
import { startProducer, startWorker } from "./processes.js";
import { left, openQueue } from "./queue.js";
import { startRedis } from "./redis.js";
import { startService, verdictOf } from "./service.js";

// So that what is to be done on "exit" is done.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

export async function startFleet() {
  const program = find("redis");
  if (program === undefined) process.exit(1);
  const folder = mkdtempSync(join(tmpdir(), "queue-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  const server = await startRedis(program, folder);
  const service = await startService();
  const queue = openQueue(server.url);
  const settings = { redis: server.url };
  return {
    server,
    service,
    queue,
    /** @param {number} users */
    produce: (users) => startProducer({ ...settings, users }),
    /** @param {Omit<Parameters<typeof startWorker>[0], "redis" | "service">} more */
    work: (more) => startWorker({ ...settings, service: service.url, lock: 5000, ...more }),
    async idle() {
      while ((await left(queue)) > 0) await setTimeout(20);
    },
    check: (/** @type {number} */ users) => checkLedger(queue, users, verdictOf),
    async end() {
      await queue.close();
      await server.stop();
      service.close();
      process.off("exit", remove);
      remove();
    },
  };
}
