import assert from "node:assert/strict";
import { it } from "node:test";
import { runInChild } from "../support/child.js";
import { watchMemory } from "../support/memory.js";

it("10,000 calls that end well, fail, are aborted or left early leave nothing behind", async () => {
  const { heap, wasm, listeners, verdicts } = await runInChild(`
    import { getEventListeners } from "node:events";
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";

    ${watchMemory}
    const { filterUsers, streamUsers, partialResult } = await import("filter-users");
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");

    const users = Array.from({ length: 60 }, (_, id) => ({ id }));
    const { signal } = new AbortController();
    const answer = async (_, { body }) => new Response(JSON.stringify(JSON.parse(body).ids.map((id) => ({ id }))));
    const options = { url: "http://service.test", fetch: answer, batchSize: 10, signal, retry: 0 };
    const pending = (_, { signal }) => new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    const verdicts = { passed: 0, failed: 0, aborted: 0, left: 0 };
    const kinds = [
      async () => { verdicts.passed += (await filterUsers(users, options)).passed.length; },
      async () => {
        const fetch = () => Promise.reject(new Error("lost"));
        verdicts.failed += (await filterUsers(users, { ...options, fetch })).stats.users.failed;
      },
      async () => {
        const own = new AbortController();
        const run = filterUsers(users, { ...options, fetch: pending, signal: own.signal });
        setImmediate(() => own.abort());
        await run.catch((error) => { verdicts.aborted += partialResult(error).stats.users.failed; });
        verdicts.listeners = (verdicts.listeners ?? 0) + getEventListeners(own.signal, "abort").length;
      },
      async () => {
        for await (const user of streamUsers(users, options)) { verdicts.left++; break; }
      },
    ];
    const call = async (calls) => { for (let count = 0; count < calls; count++) await kinds[count % 4](); };
    const look = async () => {
      for (let turn = 0; turn < 5; turn++) { gc(); await new Promise((resolve) => setTimeout(resolve, 20)); }
      return { heap: process.memoryUsage().heapUsed, wasm: seen.memory.buffer.byteLength };
    };
    await call(2_000);
    const before = await look();
    await call(8_000);
    const after = await look();
    console.log(JSON.stringify({
      heap: after.heap - before.heap,
      wasm: after.wasm - before.wasm,
      listeners: getEventListeners(signal, "abort").length + verdicts.listeners,
      verdicts,
    }));
  `);
  assert.deepEqual(
    { ...verdicts },
    { passed: 150_000, failed: 150_000, aborted: 150_000, left: 2_500, listeners: 0 },
  );
  assert.equal(listeners, 0);
  assert.equal(wasm, 0, "the engine's memory has not grown");
  // 8,000 calls that each kept a hundred bytes would be more.
  assert.ok(heap < 800_000, `the heap has grown by ${heap} bytes`);
});

it("a promise that never settles, kept by its owner, keeps nothing of the engine's", async () => {
  const { wasm, aborted } = await runInChild(`
    ${watchMemory}
    const { filterUsers, partialResult } = await import("filter-users");

    const never = new Promise(() => {});
    const users = Array.from({ length: 60 }, (_, id) => ({ id }));
    let aborted = 0;
    const call = async (calls) => {
      for (let count = 0; count < calls; count++) {
        const own = new AbortController();
        const run = filterUsers(users, { send: () => never, batchSize: 10, signal: own.signal });
        setImmediate(() => own.abort());
        await run.catch((error) => { aborted += partialResult(error).stats.users.failed; });
      }
    };
    await call(200);
    const before = seen.memory.buffer.byteLength;
    await call(2_000);
    console.log(JSON.stringify({ wasm: seen.memory.buffer.byteLength - before, aborted }));
  `);
  assert.equal(aborted, 2_200 * 60);
  assert.equal(wasm, 0, "the engine's memory has not grown");
});

it("what calls make is gone with the next young collection", async () => {
  const { kept } = await runInChild(`
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";

    const { filterUsers } = await import("filter-users");
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");

    const CALLS = 500;
    const users = Array.from({ length: 250 }, (_, id) => ({ id }));
    const rows = new TextEncoder().encode(JSON.stringify(users)).buffer;
    const fetch = async () => ({ status: 200, arrayBuffer: async () => rows });
    const call = async (calls) => {
      for (let count = 0; count < calls; count++) await filterUsers(users, { url: "http://service.test", fetch });
    };
    await call(CALLS);
    gc();
    await call(CALLS);
    // Twice: what is young is given one chance.
    gc({ type: "minor" });
    gc({ type: "minor" });
    const before = process.memoryUsage().heapUsed;
    gc();
    console.log(JSON.stringify({ kept: (before - process.memoryUsage().heapUsed) / CALLS }));
  `);
  // Of that, 770 bytes are Node 20's AbortController. One call takes 18,000, all of which stayed for want of care.
  assert.ok(kept < 3_000, `${kept} bytes a call are left for a full collection`);
});
