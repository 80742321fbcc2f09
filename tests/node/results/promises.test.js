import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, partialResult, streamUsers } from "filter-users";
import { runInChild } from "../support/child.js";
import { assertLedger, ids, pause, rejection, users } from "../support/users.js";

const send = async (/** @type {readonly any[]} */ batch) => batch;
const WATCHING = /** @type {const} */ (["onBatch", "onProgress", "onEvent"]);

describe("a callback that answers a promise", () => {
  for (const name of WATCHING) {
    it(`${name}: the run does not end before it has settled`, async () => {
      let [begun, finished] = [0, 0];
      await filterUsers(users(9), {
        send,
        batchSize: 3,
        [name]: async () => {
          begun++;
          await pause(20);
          finished++;
        },
      });
      assert.ok(begun >= 3);
      assert.equal(finished, begun);
    });

    it(`${name}: the run ends by what it is rejected with, which has the ledger, and nobody is called any more`, async () => {
      const input = users(40);
      const thrown = new Error("mine");
      let [calls, isOver, asked] = [0, false, 0];
      const run = filterUsers(input, {
        send: async (batch) => {
          asked++;
          await pause(2);
          return batch;
        },
        batchSize: 2,
        concurrency: 2,
        [name]: async () => {
          assert.ok(!isOver, "it is called after an error");
          if (++calls !== 3) return;
          await pause(5);
          // Heard in the next microtasks.
          setImmediate(() => {
            isOver = true;
          });
          throw thrown;
        },
      });
      assert.equal(await rejection(run), thrown);
      const partial = partialResult(thrown);
      assertLedger(partial, input);
      assert.ok(asked < 20);
      for (const { error } of partial.failed) assert.equal(error.code, "ABORTED");
    });
  }

  it("a batch keeps its place among the requests in flight until its onBatch has settled", async () => {
    let [atOnce, most, inFlight] = [0, 0, 0];
    await filterUsers(users(30), {
      send: async (batch) => {
        inFlight++;
        most = Math.max(most, inFlight + atOnce);
        await pause(1);
        inFlight--;
        return batch;
      },
      batchSize: 1,
      concurrency: 3,
      onBatch: async () => {
        atOnce++;
        most = Math.max(most, inFlight + atOnce);
        await pause(3);
        atOnce--;
      },
    });
    assert.equal(most, 3);
  });

  it("so do batches that a deadline, an abort or an open circuit ends: no more are with onBatch than may be in flight", async () => {
    for (const options of [
      { deadline: 30 },
      { signal: AbortSignal.timeout(30), onAbort: /** @type {const} */ ("partial") },
      { circuit: { failures: 1, cooldown: 60_000 }, retry: 0 },
    ]) {
      let [atOnce, most, calls] = [0, 0, 0];
      const input = users(60);
      const result = await filterUsers(input, {
        send: async (_, { batch, signal }) => {
          if (batch > 2 && "circuit" in options) throw new Error("down");
          await new Promise((_, reject) => {
            signal.addEventListener("abort", reject);
            if (batch <= 2) setTimeout(() => reject(new Error("down")), 2);
          });
          return [];
        },
        batchSize: 1,
        concurrency: 4,
        onBatch: async () => {
          calls++;
          most = Math.max(most, ++atOnce);
          await pause(1);
          atOnce--;
        },
        ...options,
      });
      assertLedger(result, input);
      assert.equal(calls, 60);
      assert.ok(most <= 4, `${most} at once`);
    }
  });

  it("holds a stream, too, and rejects it", async () => {
    let finished = 0;
    const stream = streamUsers(users(9), {
      send,
      batchSize: 3,
      onBatch: async () => {
        await pause(20);
        finished++;
      },
    });
    const read = [];
    for await (const user of stream) read.push(user);
    await stream.stats;
    assert.deepEqual([ids(read).length, finished], [9, 3]);

    const thrown = new Error("mine");
    const broken = streamUsers(users(9), { send, onBatch: () => Promise.reject(thrown) });
    await assert.rejects(broken.stats, thrown);
  });

  it("may come from any library, or be none", async () => {
    let isSettled = false;
    const onBatch = () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what is tried
      then(/** @type {() => void} */ resolve) {
        setTimeout(() => {
          isSettled = true;
          resolve();
        }, 10);
      },
    });
    await filterUsers(users(1), { send, onBatch: /** @type {any} */ (onBatch) });
    assert.ok(isSettled);
    for (const answer of [7, "then", {}, null, () => {}]) {
      await filterUsers(users(1), { send, onBatch: /** @type {any} */ (() => answer) });
    }
  });

  it("of many that are rejected, the first ends the run; none is left unhandled", async () => {
    const found = await runInChild(`
      import { filterUsers, partialResult } from "filter-users";
      const users = Array.from({ length: 30 }, (_, id) => ({ id }));
      let unhandled = 0;
      process.on("unhandledRejection", () => unhandled++);
      const reasons = [];
      for (const name of ["onBatch", "onProgress", "onEvent"]) {
        let calls = 0;
        const watch = async () => {
          const call = ++calls;
          await new Promise((resolve) => setTimeout(resolve, call === 3 ? 5 : 60));
          throw new Error(name + call);
        };
        const send = async (batch) => batch;
        await filterUsers(users, { send, batchSize: 1, [name]: watch }).catch((error) =>
          reasons.push([error.message, partialResult(error).stats.users.total]));
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log(JSON.stringify({ unhandled, reasons }));
    `);
    assert.deepEqual(found, {
      unhandled: 0,
      reasons: [
        ["onBatch3", 30],
        ["onProgress3", 30],
        ["onEvent3", 30],
      ],
    });
  });
});

describe("a promise where an answer has to be there at once", () => {
  const CASES = {
    where: `{ send: async (batch) => batch, where: () => REJECTED }`,
    url: `{ url: () => REJECTED }`,
    body: `{ url: "http://service.test/", body: () => REJECTED }`,
  };
  for (const [name, options] of Object.entries(CASES)) {
    it(`${name}: its rejection is nothing that nobody handled`, async () => {
      const code = await runInChild(`
        import { filterUsers } from "filter-users";
        const REJECTED = undefined;
        const options = ${options.replace("REJECTED", 'Promise.reject(new Error("mine"))')};
        const { failed } = await filterUsers([{ id: 1 }], options);
        await new Promise((resolve) => setTimeout(resolve, 10));
        console.log(JSON.stringify(failed[0].error.code));
      `);
      assert.equal(code, name === "where" ? "PREDICATE" : "REQUEST");
    });
  }
});
