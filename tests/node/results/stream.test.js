import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { partialResult, streamUsers } from "filter-users";
import { evenOnes, everyone, refuse, silence, startService } from "../support/service.js";
import { eventually, ids, pause, rejection, users } from "../support/users.js";

/** @typedef {import("filter-users").BatchResult<any, any>} Batch */

/**
 * @template T
 * @param {AsyncIterable<T>} stream
 */
async function all(stream) {
  /** @type {T[]} */
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** The users of a batch, whatever became of them. @param {Batch} batch @returns {any[]} */
const usersOf = ({ passed, skipped, missing, failed }) => [
  ...passed,
  ...skipped,
  ...missing,
  ...failed.flatMap((failure) => failure.users),
];

/** Numbers from 0 up, and whether they were closed. */
function counter(end = Number.POSITIVE_INFINITY) {
  const source = {
    read: 0,
    closed: 0,
    async *[Symbol.asyncIterator]() {
      try {
        for (let id = 0; id < end; id++) {
          source.read++;
          yield { id };
        }
      } finally {
        source.closed++;
      }
    },
  };
  return source;
}

describe("a stream of users", () => {
  it("is those who pass, the very objects, each once", async (t) => {
    const { url } = await startService(t, evenOnes);
    const input = users(1000);
    const stream = streamUsers(input, { url, where: { ok: true }, batchSize: 30 });
    const passed = await all(stream);
    assert.deepEqual(
      new Set(passed),
      new Set(input.filter(({ id }) => id % 2 === 0)),
      "everyone, by identity",
    );
    assert.equal(passed.length, 500);
    const stats = await stream.stats;
    assert.deepEqual(stats.users, { total: 1000, passed: 500, skipped: 500, missing: 0, failed: 0 });
  });

  it("does not hold up the others for a slow batch", async (t) => {
    /** @type {() => void} */
    let release = () => {};
    const held = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    const { url } = await startService(t, async (seen) => {
      if (seen.ids.includes(1)) await held;
      return everyone(seen);
    });
    const stream = streamUsers(users(50), { url, batchSize: 5, concurrency: 2 });
    const seen = [];
    for await (const { id } of stream) {
      seen.push(id);
      if (seen.length === 45) release();
    }
    assert.deepEqual(seen.slice(45), [1, 2, 3, 4, 5], "the slow batch comes last");
  });

  it("hands users to readers in the order in which these asked", async (t) => {
    const { url } = await startService(t, evenOnes);
    const iterator = streamUsers(users(20), { url, where: { ok: true }, batchSize: 3, concurrency: 1 })[
      Symbol.asyncIterator
    ]();
    const asked = Array.from({ length: 12 }, () => iterator.next());
    const steps = await Promise.all(asked);
    assert.deepEqual(ids(steps.slice(0, 10).map(({ value }) => value)), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    assert.deepEqual(
      steps.slice(10).map(({ done }) => done),
      [true, true],
    );
  });

  it("is what a ReadableStream can be made of, and piped", async (t) => {
    const { url } = await startService(t, everyone);
    const from = /** @type {any} */ (ReadableStream).from(streamUsers(users(100), { url, batchSize: 7 }));
    /** @type {any[]} */
    const written = [];
    await from.pipeTo(new WritableStream({ write: (user) => void written.push(user) }));
    assert.equal(new Set(ids(written)).size, 100);
  });

  it("is cancelled with the ReadableStream made of it, though a batch is waited for", async (t) => {
    const service = await startService(t, () => silence);
    const source = counter();
    const iterator = streamUsers(source, { url: service.url, batchSize: 7, concurrency: 3 })[
      Symbol.asyncIterator
    ]();
    const readable = new ReadableStream({
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await iterator.return?.()),
    });
    await eventually(() => service.inFlight === 3, "three batches are in flight");
    await readable.cancel();
    await eventually(() => service.inFlight === 0, "they are aborted");
    assert.equal(source.closed, 1);
  });
});

describe("a stream of batches", () => {
  it("hands them to readers in the order in which these asked", async (t) => {
    const { url } = await startService(t, everyone);
    const batches = streamUsers(users(5), { url, batchSize: 1, concurrency: 1 }).batches();
    const read = await Promise.all(Array.from({ length: 6 }, () => batches.next()));
    assert.deepEqual(
      read.map(({ value }) => value?.batch),
      [0, 1, 2, 3, 4, undefined],
    );
  });

  it("has every user in one verdict of one batch", async (t) => {
    const { url } = await startService(t, (seen) => {
      if (seen.ids.includes(13)) return refuse(403);
      return seen.ids.filter((id) => id % 5 > 0).map((id) => ({ id, ok: id % 2 === 0 }));
    });
    const input = users(100);
    const stream = streamUsers(input, { url, where: { ok: true }, batchSize: 10, keepRows: true });
    const batches = await all(stream.batches());
    assert.equal(batches.length, 10);
    for (const batch of batches) {
      const users = input.slice(batch.batch * 10, batch.batch * 10 + 10);
      assert.deepEqual(new Set(usersOf(batch)), new Set(users));
      assert.equal(usersOf(batch).length, 10);
      assert.equal(batch.rows?.size, batch.batch === 1 ? 0 : 8);
    }
    assert.deepEqual((await stream.stats).users, {
      total: 100,
      passed: 36,
      skipped: 36,
      missing: 18,
      failed: 10,
    });
  });

  it("is not read as users too, or the other way round", async (t) => {
    const { url } = await startService(t, everyone);
    const stream = streamUsers(users(3), { url });
    stream.batches();
    assert.throws(() => stream[Symbol.asyncIterator](), { code: "INVALID_OPTION", message: /choose one/ });
    assert.equal((await all(stream.batches())).length, 1);
  });
});

describe("a reader that is slow", () => {
  it("is waited for: no more is held than may be in flight, no more is read", async (t) => {
    const service = await startService(t, everyone);
    const source = counter(1000);
    const iterator = streamUsers(source, { url: service.url, batchSize: 10, concurrency: 4 }).batches();
    await eventually(() => service.log.length === 4 && service.inFlight === 0, "four batches are answered");
    await pause(50);
    assert.equal(service.log.length, 4, "nobody has read, so nothing more is asked");
    assert.equal(source.read, 40);
    await iterator.next();
    await eventually(
      () => service.log.length === 5 && service.inFlight === 0,
      "one more for one that is read",
    );
    await pause(50);
    assert.equal(service.log.length, 5);
    assert.equal((await all(iterator)).length, 99, "and none is lost");
  });

  it("may stop for good: the process ends, with nothing in flight", async () => {
    const { runInChild } = await import("../support/child.js");
    const output = await runInChild(`
      import { streamUsers } from "filter-users";
      const send = async (batch) => batch.map(({ id }) => ({ id }));
      const users = Array.from({ length: 1000 }, (_, id) => ({ id }));
      const stream = streamUsers(users, { send, batchSize: 10 });
      await stream[Symbol.asyncIterator]().next();
      console.log(1);
    `);
    assert.equal(output, 1);
  });
});

describe("a stream that is left early", () => {
  it("aborts its requests, closes its source, leaves no listener, and has figures", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(0) ? everyone(seen) : silence));
    const source = counter();
    const { signal } = new AbortController();
    const stream = streamUsers(source, { url: service.url, batchSize: 10, concurrency: 4, signal });
    for await (const user of stream) {
      assert.equal(user.id, 0);
      await eventually(() => service.inFlight >= 3, "others are in flight");
      break;
    }
    await eventually(() => service.inFlight === 0, "they are aborted");
    assert.equal(source.closed, 1);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    const { users: figures } = await stream.stats;
    assert.equal(figures.passed + figures.failed, figures.total);
    assert.equal(figures.total, source.read);
    assert.deepEqual(await all(stream), [], "nothing more comes");
  });

  it("is left at the end of its block by `await using`", async (t) => {
    const service = await startService(t, everyone);
    let isClosed = false;
    function* source() {
      try {
        for (let id = 1; ; id++) yield { id };
      } finally {
        isClosed = true;
      }
    }
    const stream = streamUsers(source(), { url: service.url, batchSize: 2 });
    await stream[Symbol.asyncIterator]().next();
    await /** @type {any} */ (stream)[Symbol.asyncDispose]();
    assert.ok(isClosed);
    assert.equal(service.inFlight, 0);
    assert.equal((await stream.stats).complete, false);
  });

  it("may be left twice, before anything was read, and while a batch is waited for", async (t) => {
    const service = await startService(t, () => silence);
    const source = counter();
    const iterator = streamUsers(source, { url: service.url, batchSize: 10, concurrency: 2 }).batches();
    const waited = iterator.next();
    const left = [iterator.return?.(), iterator.return?.()];
    for (const step of await Promise.all([waited, ...left, iterator.next()])) {
      assert.deepEqual(step, { done: true, value: undefined });
    }
    await eventually(() => service.inFlight === 0, "nothing is in flight");
    assert.ok(source.read <= 10);
  });

  for (const isIterable of [true, false]) {
    it(`cancels a ReadableStream that is ${isIterable ? "" : "not "}async iterable`, async (t) => {
      const { url } = await startService(t, everyone);
      let cancelled = 0;
      const source = new ReadableStream({
        pull: (controller) => controller.enqueue({ id: 1 }),
        cancel: () => void cancelled++,
      });
      // As in Safari.
      if (!isIterable) Object.defineProperty(source, Symbol.asyncIterator, { value: undefined });
      let read = 0;
      for await (const user of streamUsers(source, { url, batchSize: 3, concurrency: 1 })) {
        assert.equal(user.id, 1);
        if (++read === 7) break;
      }
      assert.equal(cancelled, 1);
    });
  }
});

describe("what ends a stream by an error", () => {
  /**
   * Reads a batch, and then what ends the stream; with that error and the users that were read.
   *
   * @param {import("filter-users").UserStream<any, any>} stream
   * @param {() => void} [then] done when a batch was read
   */
  async function readToTheError(stream, then = () => {}) {
    /** @type {any[]} */
    const read = [];
    const error = await rejection(
      (async () => {
        for await (const batch of stream.batches()) {
          read.push(...usersOf(batch));
          then();
        }
      })(),
    );
    assert.equal(await rejection(stream.stats), error);
    return { error, read };
  }

  /**
   * Checks that every user of `input` was read or is in what is left, once.
   *
   * @param {any[]} read
   * @param {unknown} error
   * @param {any[]} input
   */
  function assertLedger(read, error, input) {
    const left = partialResult(error);
    assert.ok(left);
    const seen = [...read, ...usersOf(/** @type {any} */ (left))];
    assert.deepEqual(
      ids(seen).toSorted((a, b) => a - b),
      ids(input),
    );
  }

  it("is the signal's reason; what was not read is in partialResult", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));
    const input = users(100);
    const controller = new AbortController();
    const { signal } = controller;
    const options = { url: service.url, batchSize: 10, concurrency: 3, signal };
    const { error, read } = await readToTheError(streamUsers(input, options), () => controller.abort());
    assert.equal(error, signal.reason);
    assert.equal(read.length, 10);
    assertLedger(read, error, input);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  it("is what the source threw", async (t) => {
    const service = await startService(t, everyone);
    const mine = new Error("mine");
    async function* source() {
      for (const user of users(50)) yield user;
      throw mine;
    }
    const { error, read } = await readToTheError(
      streamUsers(source(), { url: service.url, batchSize: 20, concurrency: 1 }),
    );
    assert.equal(error, mine);
    assertLedger(read, error, users(50));
  });

  it("is a wrong call, wherever it is found", async () => {
    const send = async () => [];
    for (const [input, options, code] of /** @type {any[]} */ ([
      ["text", { send }, "INVALID_OPTION"],
      [users(1), null, "INVALID_OPTION"],
      [users(1), { send, bacthSize: 1 }, "INVALID_OPTION"],
      [[{}], { send }, "INVALID_USER"],
      [[{}].values(), { send }, "INVALID_USER"],
    ])) {
      const stream = streamUsers(input, options);
      const error = await rejection(all(stream));
      assert.equal(error.code, code);
      assert.equal(await rejection(stream.stats), error);
    }
  });

  it("is no unhandled rejection where nobody reads", async () => {
    const { runInChild } = await import("../support/child.js");
    const output = await runInChild(`
      import { streamUsers } from "filter-users";
      streamUsers([{ id: 1 }], { send: async () => [], onBatch: () => { throw new Error("mine"); } });
      streamUsers(7, {});
      console.log(1);
    `);
    assert.equal(output, 1);
  });

  it("is not an abort that is to be partial: the rest comes as failed batches", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));
    const controller = new AbortController();
    const options = /** @type {const} */ ({ onAbort: "partial", signal: controller.signal, concurrency: 2 });
    const stream = streamUsers(users(100), { url: service.url, batchSize: 10, ...options });
    /** @type {any[]} */
    const read = [];
    for await (const batch of stream.batches()) {
      read.push(...usersOf(batch));
      controller.abort();
    }
    assert.deepEqual(
      ids(read).toSorted((a, b) => a - b),
      ids(users(100)),
    );
    assert.equal((await stream.stats).users.failed, 90);
  });
});
