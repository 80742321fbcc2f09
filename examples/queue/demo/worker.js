/** A worker in a process of its own, until SIGTERM. */

import { fetch } from "filter-users/undici";
import { Redis } from "ioredis";
import { limited } from "../jobs/limiter.js";
import { startWorker } from "../jobs/worker.js";
import { connectionTo, openQueue } from "./queue.js";
import { FILTER } from "./service.js";

const {
  redis: url,
  service,
  limit,
  timeout = 10_000,
  retry,
  batchSize,
  requests,
  lock,
  ...options
} = JSON.parse(process.argv[2]);
process.once("disconnect", () => process.exit());

const stopping = new AbortController();
const redis = new Redis(url, connectionTo(url));
redis.on("error", () => {}); // the worker says so, too
const queue = openQueue(url);

const filter = {
  ...FILTER,
  ...{ url: service, timeout, retry, batchSize, concurrency: requests, signal: stopping.signal },
  fetch: limit === undefined ? fetch : limited(redis, { ...limit, timeout, fetch }),
};
const worker = startWorker(queue, filter, { lockDuration: lock, stalledInterval: lock, ...options });

let last = "";
worker.on("error", ({ message }) => {
  if (message !== last) console.error(`worker ${process.pid}: ${message}`);
  last = message;
});

process.once("SIGTERM", async () => {
  const closed = worker.close();
  stopping.abort();
  await closed;
  await queue.close();
  redis.disconnect();
  process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());
});
