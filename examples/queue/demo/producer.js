/** A producer of users with ids from 1 up, which nobody holds as a list. */

import { Queue } from "bullmq";
import { connectionTo, QUEUE } from "../jobs.js";
import { produce } from "../producer.js";
import { openResults } from "../results.js";

const { redis, folder, users, ...options } = JSON.parse(process.argv[2]);
process.once("disconnect", () => process.exit());

const queue = new Queue(QUEUE, { connection: connectionTo(redis) });
queue.on("error", () => {}); // Redis is away: its jobs wait
await produce(someUsers(), { queue, results: await openResults(folder), ...options });
await queue.close();
process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());

function* someUsers() {
  for (let id = 1; id <= users; id++) yield { id, email: `user.${id}@example.com` };
}
