/** A worker in a process of its own, until SIGTERM. */

import { Redis } from "ioredis";
import { connectionTo } from "../jobs.js";
import { limited } from "../limiter.js";
import { openResults } from "../results.js";
import { startWorker } from "../worker.js";
import { FILTER } from "./service.js";

const {
  redis: url,
  folder,
  service,
  limit,
  timeout = 10_000,
  retry,
  batchSize,
  requests,
  ...options
} = JSON.parse(process.argv[2]);
process.once("disconnect", () => process.exit());

const redis = new Redis(url, connectionTo(url));
redis.on("error", () => {}); // the worker says so, too
const filter = { ...FILTER, url: service, timeout, retry, batchSize, concurrency: requests };
let last = "";
const worker = startWorker({
  redis: url,
  results: await openResults(folder),
  filter: limit === undefined ? filter : { ...filter, ...limited(redis, { ...limit, timeout }) },
  onError: ({ message }) => {
    if (message !== last) console.error(`worker ${process.pid}: ${message}`);
    last = message;
  },
  ...options,
});

process.once("SIGTERM", async () => {
  await worker.close();
  redis.disconnect();
  process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());
});
