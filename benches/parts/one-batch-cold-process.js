/** One fresh process: `node cold.js <candidate> <url>` times the import and the first call. */

import assert from "node:assert/strict";
import { BATCH_SIZE, makeUsers, shouldPass } from "../data.js";

const [, , candidate, url] = process.argv;
const users = makeUsers(BATCH_SIZE);

const cpuBefore = process.cpuUsage();
const began = performance.now();
const run =
  candidate === "p-map"
    ? (await import("../candidates/p-map.js")).byPMap
    : (await import("../candidates/filter-users.js")).byCondition;
const passed = await run(users, { url });
const wall = performance.now() - began;
const { user, system } = process.cpuUsage(cpuBefore);

assert.deepEqual(passed, users.filter(shouldPass));
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
