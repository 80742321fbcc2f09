/**
 * How time grows with what there is to do: `node --expose-gc benches/growth/main.js` writes benches/GROWTH.md.
 *
 * Each input is tried at n, 2n, 4n and 8n, in turn. What is linear takes twice as long for twice as much, n·log n a little
 * more, n² four times.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { filterUsers } from "../../dist/index.js";
import { measure, median } from "../measure.js";
import { count, milliseconds, table } from "../table.js";
import { inputs } from "./inputs.js";

const DOUBLINGS = [1, 2, 4, 8];
const PLAN = { rounds: 5, warmUps: 1 };

/**
 * @param {string} what
 * @param {string} unit of what there are `n`
 * @param {number} n
 * @param {(n: number) => () => Promise<unknown>} make the work ready, untimed
 * @returns {Promise<string[]>}
 */
async function lineOf(what, unit, n, make) {
  const tasks = Object.fromEntries(DOUBLINGS.map((doubling) => [doubling, () => make(n * doubling)]));
  const samples = await measure(tasks, PLAN);
  const times = DOUBLINGS.map((doubling) => median(samples[doubling].cpu));
  const growth = times[3] / times[0];
  return [
    what,
    `${count(n)} ${unit}`,
    ...times.map(milliseconds),
    growth.toFixed(1),
    Math.cbrt(growth).toFixed(2),
  ];
}

/**
 * @param {number} users
 * @param {string} reply
 * @param {any} where
 */
async function ask(users, reply, where) {
  const list = Array.from({ length: users }, (_, id) => ({ id }));
  const fetch = async () => new Response(reply);
  const options = { url: "http://service.test", batchSize: users, where, fetch };
  const { failed, passed, skipped } = await filterUsers(list, options);
  if (failed.length > 0 || passed.length + skipped.length !== users)
    throw failed[0]?.error ?? new Error("Nobody was decided");
}

/** So many batches that are open when the run is aborted. @param {number} batches */
async function end(batches) {
  const list = Array.from({ length: batches }, (_, id) => ({ id }));
  const leaving = new AbortController();
  const send = () => new Promise(() => {});
  const options = {
    batchSize: 1,
    concurrency: batches,
    signal: leaving.signal,
    onAbort: /** @type {const} */ ("partial"),
    send,
  };
  const run = filterUsers(list, /** @type {any} */ (options));
  setTimeout(() => leaving.abort(), 0);
  const { failed } = await run;
  if (failed.length !== batches) throw new Error("Not all failed");
}

const lines = [];
for (const { what, unit, n, make } of inputs) {
  const made = (/** @type {number} */ n) => {
    const { row, rows = `[${row}]`, where, count: users = 1 } = make(n);
    return () => ask(users, rows, where);
  };
  lines.push(await lineOf(what, unit, n, made));
}
lines.push(await lineOf("batches begun, and aborted", "batches", 5_000, (batches) => () => end(batches)));
const head = ["what", "n", "n", "2n", "4n", "8n", "8n ÷ n", "a doubling"];
const text = `# How time grows

\`node --expose-gc benches/growth/main.js\` writes this: CPU time in ms, the median of ${PLAN.rounds} rounds in turn, Node ${process.versions.node}. Linear is
8 over three doublings and 2 a doubling, n·log n a little more, n² 64 and 4. Each of these grew by n² or worse once.

A path may go on by an index and by a name at once, where elements of an array have names like indexes: of such a value each
level is come to once for each of the path's names, of which there are at most 100.

${table(head, lines)}
`;
writeFileSync(join(import.meta.dirname, "../GROWTH.md"), text);
console.log(text);
