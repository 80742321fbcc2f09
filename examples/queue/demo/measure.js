/** Figures: users a second by the number of workers, a long list, and a service that is away for 30 s. */

import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startFleet } from "./fleet.js";
import { mostIn } from "./service.js";

const text = { type: /** @type {const} */ ("string") };
const { values } = parseArgs({
  options: { users: { ...text, default: "100000" }, long: { ...text, default: "1000000" } },
});
const [users, long] = [Number(values.users), Number(values.long)];

/** In turn, so that what else the machine does falls upon all alike. @type {Map<string, number[]>} */
const rates = new Map();
for (let round = 0; round < 3; round++) {
  for (const workers of [1, 2, 4]) {
    await note(`workers: ${workers}, one request at a time each`, workers, { concurrency: 1, requests: 1 });
    await note(`workers: ${workers}, eight at a time each`, workers, {});
  }
}
for (const [name, all] of [...rates].sort()) {
  const [slowest, median, fastest] = all.sort((a, b) => a - b).map(count);
  console.log(`${name}: ${median} users a second (${slowest} to ${fastest})`);
}

const { seconds, rate, memory } = await run(long, 4, {});
console.log(`${count(long)} users  ${seconds.toFixed(0)} s, ${count(rate)} users a second by 4 workers`);
console.log(`  memory at most: ${memory.join(", ")}`);

const limit = { requests: 20, per: 1000 };
const away = await run(100_000, 4, { limit }, async (service) => {
  while (service.asked.length < 100) await setTimeout(20);
  service.isFailing = true;
  await setTimeout(30_000);
  service.isFailing = false;
});
console.log(
  `service away for 30 s  100,000 users in ${away.seconds.toFixed(0)} s, ${count(away.later)} asked about again,`,
);
console.log(`  ${count(away.requests)} requests, at most ${away.most} in any second`);

/**
 * Filters users, and checks that each came out once.
 *
 * @param {number} users
 * @param {number} workers
 * @param {Parameters<Awaited<ReturnType<typeof startFleet>>["work"]>[0]} settings
 * @param {(service: Awaited<ReturnType<typeof startFleet>>["service"]) => Promise<void>} [meanwhile]
 */
async function run(users, workers, settings, meanwhile = async () => {}) {
  const { service, queue, produce, work, idle, check, end } = await startFleet();
  const all = Array.from({ length: workers }, () => work(settings));
  while ((await queue.getWorkersCount()) < workers) await setTimeout(20);
  const producer = produce(users);
  // From here on it is measured: the start of the processes is not.
  while (service.asked.length === 0) await setTimeout(5);
  const began = performance.now();
  const trouble = meanwhile(service);
  const { memory } = await producer.ended;
  await idle();
  const seconds = (performance.now() - began) / 1000;
  await trouble;
  const ended = await Promise.all(all.map((worker) => worker.end("SIGTERM")));
  const { stats } = await check(users);
  await end();
  return {
    seconds,
    rate: users / seconds,
    later: stats.users.total - users,
    requests: stats.requests.sent,
    most: mostIn(service.asked, 1000),
    memory: [`producer ${megabytes(memory)}`, ...ended.map(({ memory }) => `worker ${megabytes(memory)}`)],
  };
}

/** @param {string} name @param {number} workers @param {Parameters<typeof run>[2]} settings */
async function note(name, workers, settings) {
  const { rate } = await run(users, workers, settings);
  rates.set(name, [...(rates.get(name) ?? []), rate]);
}

/** @param {number | undefined} bytes */
function megabytes(bytes = Number.NaN) {
  return `${count(bytes / 1024 ** 2)} MiB`;
}

/** @param {number} number */
function count(number) {
  return Math.round(number).toLocaleString("en");
}
