/** A producer of users with ids from 1 up, which nobody holds as a list. */

import { produce } from "../jobs/producer.js";
import { openQueue } from "./queue.js";

const { redis, users, ...options } = JSON.parse(process.argv[2]);
process.once("disconnect", () => process.exit());

const queue = openQueue(redis);
await produce(queue, someUsers(), options);
await queue.close();
process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());

function* someUsers() {
  for (let id = 1; id <= users; id++) yield { id, email: `user.${id}@example.com` };
}
