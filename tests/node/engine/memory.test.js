import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInChild } from "../support/child.js";
import { watchMemory } from "../support/memory.js";

const MIB = 2 ** 20;

/** Of one user, answered at once, all in one piece. */
const asking = `
  ${watchMemory}
  const { filterUsers } = await import("filter-users");

  const row = (bytes) => new TextEncoder().encode('[{"id":1,"name":"' + "x".repeat(bytes) + '"}]');
  const ask = (reply) => filterUsers([{ id: 1 }], {
    url: "http://service.test",
    where: { name: { $gt: "x" } },
    fetch: async () => ({ status: 200, arrayBuffer: async () => reply.buffer }),
  });
`;

describe("the engine's memory", () => {
  it("has room for one reply, however many runs have a large one at once", async () => {
    const { passed, bytes } = await runInChild(`
      ${asking}
      const reply = row(20 * ${MIB});
      const results = await Promise.all(Array.from({ length: 70 }, () => ask(reply)));
      const passed = results.reduce((sum, result) => sum + result.passed.length, 0);
      console.log(JSON.stringify({ passed, bytes: seen.memory.buffer.byteLength }));
    `);
    assert.equal(passed, 70);
    assert.ok(bytes < 60 * MIB, `${bytes} bytes, where all replies are 1,400 MiB`);
  });

  it("is let go when it has grown large and nothing runs, and not while something does", async () => {
    const { engines, bytes } = await runInChild(`
      ${asking}
      const engines = [];
      const count = () => engines.push(seen.engines);
      await ask(row(100));
      await ask(row(100));
      count();
      let answer;
      const other = filterUsers([{ id: 1 }], { send: () => new Promise((resolve) => { answer = resolve; }) });
      await ask(row(40 * ${MIB}));
      await ask(row(100));
      count();
      answer([{ id: 1 }]);
      await other;
      const large = seen.memory.buffer.byteLength;
      count();
      await new Promise((resolve) => setTimeout(resolve, 20));
      const idle = seen.memory.buffer.byteLength;
      count();
      await ask(row(100));
      count();
      console.log(JSON.stringify({ engines, bytes: [large, idle] }));
    `);
    assert.deepEqual(engines, [1, 1, 1, 2, 2]);
    assert.ok(bytes[0] > 40 * MIB && bytes[1] < 8 * MIB, `${bytes}`);
  });

  it("is nobody's any more when it was let go, that of the first engine, too", async () => {
    const { kept, engines } = await runInChild(
      `
      ${asking}
      const memories = [];
      for (let run = 0; run < 3; run++) {
        await ask(row(40 * ${MIB}));
        memories.push(new WeakRef(seen.memory));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      for (let times = 0; times < 5; times++) {
        globalThis.gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const kept = memories.filter((memory) => memory.deref() !== undefined).length;
      console.log(JSON.stringify({ kept, engines: seen.engines }));
    `,
      "module",
      ["--expose-gc"],
    );
    assert.deepEqual({ kept, engines }, { kept: 0, engines: 4 });
  });
});
