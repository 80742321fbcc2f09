/** Filters 100,000 users (or `--users`) by three workers, on a bad day, and says what happens. */

import { setTimeout } from "node:timers/promises";
import { parseArgs, styleText } from "node:util";
import { startFleet } from "./fleet.js";
import { mostIn } from "./service.js";

const { values } = parseArgs({ options: { users: { type: "string", default: "100000" } } });
const USERS = Number(values.users);
if (!Number.isSafeInteger(USERS) || USERS < 1) {
  console.error(`--users takes a number of users from 1 up (as in: --users=20000), not ${values.users}.`);
  process.exit(1);
}
const LIMIT = { requests: 40, per: 1000 };

const began = performance.now();
const { server, service, queue, produce, work, idle, check, end } = await startFleet();
say(`Redis, a service that wants no more than ${LIMIT.requests} requests a second, and three workers`);
const workers = [work({ limit: LIMIT }), work({ limit: LIMIT }), work({ limit: LIMIT })];
const producer = produce(USERS);
say(`a producer cuts ${count(USERS)} users into jobs of 1,000`);
let isOver = false;
const account = tell();

await until(0.06);
trouble("a worker is killed");
await workers[0].end("SIGKILL");
workers[0] = work({ limit: LIMIT });
say("another takes its place; its jobs are done again when their locks expire");

await until(0.2);
trouble("Redis is killed");
await server.crash();
await setTimeout(1000);
await server.restart();
say("Redis is back, with all its jobs");

await until(0.35);
trouble("the service refuses everything");
service.isFailing = true;
await setTimeout(5000);
service.isFailing = false;
say("the service answers again; those it refused are asked about later");

await producer.ended;
say("the producer is done");
await idle();
isOver = true;
await account;
say("all jobs are done");
for (const worker of workers) await worker.end("SIGTERM");

const { counts, causes, stats, jobs } = await check(USERS);
const { passed, skipped, missing, failed } = counts;
console.log(`
passed   ${count(passed)}
skipped  ${count(skipped)}
missing  ${count(missing)}
failed   ${count(failed)}  ${[...causes.keys()].join(", ")}
together ${count(passed + skipped + missing + failed)}: every user once, with the verdict it has to have

${count(jobs)} jobs, and ${count(stats.users.total - USERS)} users asked about again later
${count(stats.requests.sent)} requests, ${count(stats.requests.retried)} of them retries, and at most ${mostIn(service.asked, LIMIT.per)} in any second
answered after ${stats.latency.p50.toFixed(0)} ms (median), ${stats.latency.p99.toFixed(0)} ms (p99), the wait for a place included`);
await end();

/** An account a second. */
async function tell() {
  while (!isOver) {
    const { wait, active, delayed } = await queue.getJobCounts("wait", "active", "delayed");
    const done = await queue.getCompletedCount();
    const asked = service.asked.filter((at) => at > performance.now() - 1000).length;
    say(
      `${done} jobs done, ${active} at work, ${wait} waiting, ${delayed} for later; ${asked} requests a second`,
    );
    await setTimeout(1000);
  }
}

/** Waits until that share of the users is in jobs that are done. @param {number} share */
async function until(share) {
  while ((await queue.getCompletedCount()) * 1000 < share * USERS) await setTimeout(20);
}

/** @param {string} what */
function say(what) {
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);
}

/** @param {string} what */
function trouble(what) {
  say(styleText("red", what));
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en");
}
