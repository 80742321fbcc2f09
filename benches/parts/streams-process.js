/** One fresh process: `node --expose-gc stream-process.js <users>` streams them, and tells time and memory. */

import assert from "node:assert/strict";
import { BATCH_SIZE, IN_FLIGHT, MINIMUM, makeReply } from "../data.js";

const size = Number(process.argv[2]);

// The engine's memory is seen by looking on while it is made.
/** @type {WebAssembly.Memory | undefined} */
let memory;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = /** @type {any} */ (
  async (/** @type {[any, any]} */ ...given) => {
    const made = /** @type {any} */ (await instantiate(...given));
    const { exports } = made.instance ?? made;
    // Node's own `fetch` makes a module of wasm, too.
    if (exports.poll) memory = exports.memory;
    return made;
  }
);
const { streamUsers } = await import("filter-users");

/** Long enough that all rows are equally long. */
const FIRST_ID = 1_000_001;

/** @param {number} count */
function* list(count) {
  for (let index = 0; index < count; index++) yield { id: FIRST_ID + index, name: `User ${index}` };
}

const fetch = /** @type {typeof globalThis.fetch} */ (
  async (_, init) => new Response(makeReply("thin", JSON.parse(/** @type {any} */ (init).body).ids))
);

/**
 * @param {number} count
 * @param {() => void} look called with every batch
 */
async function stream(count, look) {
  const options = {
    url: "http://service.example/",
    fetch,
    where: { currentBalance: { $gt: MINIMUM } },
    batchSize: BATCH_SIZE,
    concurrency: IN_FLIGHT,
    onBatch: look,
  };
  const users = streamUsers(list(count), options);
  let passed = 0;
  for await (const _ of users) passed++;
  const { total, passed: counted } = (await users.stats).users;
  assert.deepEqual([total, counted], [count, passed]);
}

// Until code is compiled and the heap has the size that the work needs anyway.
await stream(200_000, () => {});
globalThis.gc?.();
const [rss, wasm] = [process.memoryUsage.rss(), memory?.buffer.byteLength ?? Number.NaN];
let peak = rss;
const cpuBefore = process.cpuUsage();
const began = performance.now();
let batches = 0;
await stream(size, () => {
  // To ask takes a while: not for every batch.
  if (batches++ % 16 === 0) peak = Math.max(peak, process.memoryUsage.rss());
});
const wall = performance.now() - began;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(
  JSON.stringify({
    wall: wall / size,
    cpu: (user + system) / 1000 / size,
    peak: peak - rss,
    wasm: (memory?.buffer.byteLength ?? Number.NaN) - wasm,
  }),
);
