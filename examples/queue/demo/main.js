/** Filters 100,000 users by three workers, on a bad day, and says what happens. */

import { setTimeout } from "node:timers/promises";
import { styleText } from "node:util";
import { startFleet } from "./fleet.js";
import { mostIn } from "./service.js";

const USERS = 100_000;
const LIMIT = { requests: 40, per: 1000 };

const began = performance.now();
const { server, service, queue, results, produce, work, idle, check, end } = await startFleet();
say(`Redis, a service that wants no more than ${LIMIT.requests} requests a second, and three workers`);
const workers = [work({ limit: LIMIT }), work({ limit: LIMIT }), work({ limit: LIMIT })];
const producer = produce(USERS);
say(`a producer cuts ${count(USERS)} users into jobs of 1,000`);
let isOver = false;
const account = tell();

await until(6);
trouble("a worker is killed");
await workers[0].end("SIGKILL");
workers[0] = work({ limit: LIMIT });
say("another takes its place; its jobs are done again when their locks expire");

await until(20);
trouble("Redis is killed");
await server.crash();
await setTimeout(1000);
await server.restart();
say("Redis is back, with all its jobs");

await until(35);
trouble("the service refuses everything");
service.isFailing = true;
await setTimeout(5000);
service.isFailing = false;
say("the service answers again; those it refused are asked about in later jobs");

await producer.ended;
say("the producer is done");
await idle();
isOver = true;
await account;
say("all jobs are done");
for (const worker of workers) await worker.end("SIGTERM");

const { counts, causes, stats, later, jobs } = await check(USERS);
const { passed, skipped, missing, failed } = counts;
console.log(`
passed   ${count(passed)}
skipped  ${count(skipped)}
missing  ${count(missing)}
failed   ${count(failed)}  ${[...causes.keys()].join(", ")}
together ${count(passed + skipped + missing + failed)}: every user once, with the verdict it has to have

${count(jobs)} jobs, ${count(later)} users asked about again in a later one
${count(stats.requests.sent)} requests, ${count(stats.requests.retried)} of them retries, and at most ${mostIn(service.asked, LIMIT.per)} in any second
answered after ${stats.latency.p50.toFixed(0)} ms (median), ${stats.latency.p99.toFixed(0)} ms (p99)`);
await end();

/** An account a second. */
async function tell() {
  while (!isOver) {
    const { wait, active, delayed } = await queue.getJobCounts("wait", "active", "delayed");
    const done = (await results.names()).length;
    const asked = service.asked.filter((at) => at > performance.now() - 1000).length;
    say(
      `${done} jobs done, ${active} at work, ${wait} waiting, ${delayed} for later; ${asked} requests a second`,
    );
    await setTimeout(1000);
  }
}

/** Waits until so many jobs are done. @param {number} jobs */
async function until(jobs) {
  while ((await results.names()).length < jobs) await setTimeout(20);
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
