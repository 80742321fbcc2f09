import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { filterUsers, streamUsers } from "filter-users";
import { eventually, ids, pause, rejection, users } from "../support/users.js";

const send = async (/** @type {readonly any[]} */ batch) => batch;
const first = users(4);

/** As `AbortSignal.timeout`, which keeps no process alive. @param {number} ms */
function abortingIn(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

/** Sources that give four users and then wait for ever, and whether they were let go. */
const IDLE = {
  ReadableStream() {
    let isLeft = false;
    const source = new ReadableStream({
      start(controller) {
        for (const user of first) controller.enqueue(user);
      },
      cancel() {
        isLeft = true;
      },
    });
    return { source, isLeft: () => isLeft };
  },
  "ReadableStream that is not async iterable"() {
    const { source, isLeft } = IDLE.ReadableStream();
    Object.defineProperty(source, Symbol.asyncIterator, { value: undefined });
    return { source, isLeft };
  },
  "Node Readable"() {
    const source = new Readable({ objectMode: true, read() {} });
    for (const user of first) source.push(user);
    return { source, isLeft: () => source.destroyed };
  },
};

/** How a run ends that waits for its source. @type {Record<string, (source: any) => Promise<unknown>>} */
const ENDINGS = {
  async "a break"(source) {
    let read = 0;
    for await (const _ of streamUsers(source, { send, batchSize: 2 })) if (++read === 4) break;
  },
  async "an abort"(source) {
    const signal = abortingIn(30);
    assert.equal(await rejection(filterUsers(source, { send, batchSize: 2, signal })), signal.reason);
  },
  async "an abort, to be partial"(source) {
    const signal = abortingIn(30);
    const result = await filterUsers(source, { send, batchSize: 2, signal, onAbort: "partial" });
    assert.deepEqual([ids(result.passed), result.stats.complete], [ids(first), false]);
  },
  async "an abort of a stream"(source) {
    const signal = abortingIn(30);
    const reading = (async () => {
      for await (const _ of streamUsers(source, { send, batchSize: 2, signal }));
    })();
    assert.equal(await rejection(reading), signal.reason);
  },
  async "a deadline"(source) {
    const result = await filterUsers(source, { send, batchSize: 2, deadline: 30 });
    assert.equal(result.stats.complete, false);
  },
  async "a callback that throws"(source) {
    const onBatch = async (/** @type {any} */ { batch }) => {
      await pause(5);
      if (batch === 1) throw new Error("mine");
    };
    assert.match((await rejection(filterUsers(source, { send, batchSize: 2, onBatch }))).message, /mine/);
  },
  async "a batch that fails"(source) {
    const failing = async (/** @type {readonly any[]} */ batch, /** @type {any} */ context) => {
      if (context.batch === 1) throw new Error("down");
      return batch;
    };
    const options = /** @type {const} */ ({ batchSize: 2, retry: 0, onError: "throw" });
    assert.equal((await rejection(filterUsers(source, { send: failing, ...options }))).code, "NETWORK");
  },
};

describe("a source that waits for ever", () => {
  for (const [kind, make] of Object.entries(IDLE)) {
    for (const [name, end] of Object.entries(ENDINGS)) {
      it(`${kind}: is let go after ${name}`, async () => {
        const { source, isLeft } = make();
        await end(source);
        await eventually(isLeft, "it is let go");
      });
    }
  }
});

describe("to leave a stream", () => {
  /** @param {() => unknown} onLeave @param {boolean} [isAsync] */
  const source = (onLeave, isAsync = true) => {
    async function* later() {
      try {
        for (let id = 0; ; id++) yield { id };
      } finally {
        await onLeave();
      }
    }
    function* sync() {
      try {
        for (let id = 0; ; id++) yield { id };
      } finally {
        onLeave();
      }
    }
    return isAsync ? later() : sync();
  };

  /** @param {any} users @param {"users" | "batches"} [what] */
  async function leave(users, what = "users") {
    const stream = streamUsers(users, { send, batchSize: 2, concurrency: 2 });
    // What there is room for has been read by then.
    const wait = () => pause(20);
    if (what === "users") {
      for await (const _ of stream) {
        await wait();
        break;
      }
    } else {
      for await (const _ of stream.batches()) {
        await wait();
        break;
      }
    }
    return stream;
  }

  for (const what of /** @type {const} */ (["users", "batches"])) {
    it(`waits for what the source does on being closed: ${what}`, async () => {
      let isDone = false;
      const slow = source(async () => {
        await pause(30);
        isDone = true;
      });
      const stream = await leave(slow, what);
      assert.ok(isDone);
      assert.ok((await stream.stats).users.total > 0);
    });

    it(`throws what the source throws on being closed: ${what}`, async () => {
      for (const isAsync of [true, false]) {
        const thrown = new Error("closing");
        const failing = source(() => {
          throw thrown;
        }, isAsync);
        assert.equal(await rejection(leave(failing, what)), thrown);
      }
    });
  }

  it("waits for a ReadableStream to be cancelled, though a read of it is waited for, and throws what that throws", async () => {
    const thrown = new Error("cancelling");
    let isDone = false;
    const idle = new ReadableStream({
      start(controller) {
        for (const user of first) controller.enqueue(user);
      },
      async cancel() {
        await pause(20);
        isDone = true;
        throw thrown;
      },
    });
    assert.equal(await rejection(leave(idle)), thrown);
    assert.ok(isDone);
  });

  it("does not wait for a generator that waits for something that may never come", async () => {
    let isClosed = false;
    async function* stuck() {
      try {
        yield* first;
        await new Promise(() => {});
      } finally {
        isClosed = true;
      }
    }
    await leave(stuck());
    assert.ok(!isClosed);
  });

  it("what a stream throws that nobody leaves is that error, and no other", async () => {
    const failing = source(() => {
      throw new Error("closing");
    });
    const signal = abortingIn(20);
    const reading = (async () => {
      for await (const _ of streamUsers(failing, { send, signal, batchSize: 2 })) await pause(5);
    })();
    assert.equal(await rejection(reading), signal.reason);
  });
});
