import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, partialResult } from "filter-users";
import { everyone, silence, startService } from "../support/service.js";
import { assertLedger, eventually, ids, rejection, users } from "../support/users.js";

describe("a source that throws", () => {
  const input = users(8);
  const thrown = new Error("the database is gone");

  function* sync() {
    yield* input;
    throw thrown;
  }
  async function* later() {
    yield* input;
    throw thrown;
  }
  const failing = () => {
    let next = 0;
    return new ReadableStream({
      pull: (controller) =>
        next < input.length ? controller.enqueue(input[next++]) : controller.error(thrown),
    });
  };
  for (const [name, source] of /** @type {[string, () => any][]} */ ([
    ["a generator", sync],
    ["an async generator", later],
    ["a ReadableStream", failing],
  ])) {
    it(`${name}: ends the run with what it threw, and what was read by then is in partialResult`, async (t) => {
      const service = await startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));
      const run = filterUsers(source(), { url: service.url, batchSize: 3, concurrency: 4 });
      assert.equal(await rejection(run), thrown);
      const partial = partialResult(thrown);
      assertLedger(partial, input);
      for (const { error } of partial.failed) assert.equal(error.code, "ABORTED");
      await eventually(() => service.inFlight === 0, "what was in flight is aborted");
    });
  }

  it("what was settled before it threw stays settled", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));
    /** @type {() => void} */
    let settled = () => {};
    const answered = new Promise((resolve) => {
      settled = () => resolve(undefined);
    });
    async function* source() {
      yield* input;
      await answered;
      throw thrown;
    }
    const run = filterUsers(source(), { url: service.url, batchSize: 3, concurrency: 4, onBatch: settled });
    assert.equal(await rejection(run), thrown);
    const partial = partialResult(thrown);
    assertLedger(partial, input);
    assert.deepEqual(ids(partial.passed), [1, 2, 3]);
  });

  it("an iterator that threw is not asked to close, as a loop would not either", async () => {
    let closed = 0;
    const source = {
      [Symbol.iterator]: () => ({
        next() {
          throw thrown;
        },
        return: () => ({ done: true, value: closed++ }),
      }),
    };
    const run = filterUsers(/** @type {Iterable<any>} */ (source), { send: async () => [] });
    assert.equal(await rejection(run), thrown);
    assert.equal(closed, 0);
  });
});

it("a call that is refused for its options does not keep the stream it was given", async (t) => {
  const service = await startService(t, everyone);
  const input = users(3);
  const stream = new ReadableStream({
    start(controller) {
      for (const user of input) controller.enqueue(user);
      controller.close();
    },
  });
  await rejection(filterUsers(stream, { url: service.url, batchSize: 0 }));
  assert.equal(stream.locked, false);
  assertLedger(await filterUsers(stream, { url: service.url }), input);
});
