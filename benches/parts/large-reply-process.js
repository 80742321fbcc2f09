/** One large reply, in a process of its own: how far memory rises above what it was, and where it is when all is over. */

import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { filterUsers } from "filter-users";
import { fetch } from "filter-users/undici";

const [url, bytes, way] = process.argv.slice(2);
const users = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1 }));
const where = { currentBalance: { $gt: 500 } };
const options = { url, where, ...(way === "undici" && { fetch }) };

// Everything is loaded, and has connections.
await filterUsers(users, { ...options, maxReplyBytes: 1, retry: 0 });
globalThis.gc?.();
const before = process.memoryUsage().rss;
const { passed } = await filterUsers(users, {
  ...options,
  batchSize: users.length,
  maxReplyBytes: 2 * Number(bytes),
});
if (passed.length !== users.length) throw new Error(`${passed.length} users passed`);
const peak = process.resourceUsage().maxRSS * 1024;
for (let times = 0; times < 5; times++) {
  await pause(100);
  globalThis.gc?.();
}
const after = process.memoryUsage().rss;
console.log(JSON.stringify({ peak: peak - before, idle: after - before }));
