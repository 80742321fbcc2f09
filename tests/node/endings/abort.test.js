import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { filterUsers, init, partialResult } from "filter-users";
import { everyone, refuse, silence, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, ids, pause, rejection, users } from "../support/users.js";

/** @param {AbortSignal} signal */
const listeners = (signal) => getEventListeners(signal, "abort").length;

/**
 * A service that answers about the first batch of three users and never about any other.
 *
 * @param {import("node:test").TestContext} t
 */
const stuckService = (t) => startService(t, (seen) => (seen.ids.includes(1) ? everyone(seen) : silence));

/**
 * Runs `input` against it, three users a batch and two batches at a time, and aborts when the first batch has settled and two
 * more are in flight.
 *
 * @param {import("node:test").TestContext} t
 * @param {any} input
 * @param {object} [options]
 * @param {unknown} [reason]
 */
async function abortMidway(t, input, options, reason) {
  const service = await stuckService(t);
  const controller = new AbortController();
  const run = filterUsers(/** @type {Iterable<any>} */ (input), {
    url: service.url,
    batchSize: 3,
    concurrency: 2,
    signal: controller.signal,
    ...options,
  });
  run.catch(() => {});
  await eventually(() => service.log.length === 3 && service.inFlight === 2, "two batches are in flight");
  controller.abort(reason);
  const settled = await run.then(
    (result) => ({ result, error: undefined }),
    (error) => ({ result: undefined, error }),
  );
  assert.equal(listeners(controller.signal), 0, "no listener is left");
  await eventually(() => service.inFlight === 0, "what was in flight is aborted");
  assert.equal(service.log.length, 3, "nothing more is sent");
  return { ...settled, signal: controller.signal };
}

describe("a signal that is aborted already", () => {
  it("ends the run before anything is sent", async () => {
    let calls = 0;
    const input = users(10);
    const signal = AbortSignal.abort();
    const fetch = /** @type {any} */ (
      () => {
        calls++;
        return new Promise(() => {});
      }
    );
    const error = await rejection(
      filterUsers(input, { url: "http://service.test", signal, fetch, batchSize: 2 }),
    );
    assert.equal(error, signal.reason);
    assertLedger(partialResult(error), input);
    assert.equal(calls, 0);
    const options = /** @type {const} */ ({ url: "http://service.test", signal, fetch, onAbort: "partial" });
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.equal(failedUsers(result).length, 10);
    assert.equal(result.stats.requests.sent, 0);
    assert.equal(calls, 0);
    assert.equal(listeners(signal), 0);
  });

  it("reads nothing from a source that is not given whole", async () => {
    let read = 0;
    function* source() {
      for (; read < 100; read++) yield { id: read };
    }
    const send = async () => [];
    const result = await filterUsers(source(), { send, signal: AbortSignal.abort(), onAbort: "partial" });
    assertLedger(result, []);
    assert.equal(read, 0);
  });
});

describe('an abort midway, with onAbort "throw"', () => {
  it("rejects with the signal's reason, and the ledger is in partialResult", async (t) => {
    const input = users(20);
    const { error, signal } = await abortMidway(t, input);
    assert.equal(error, signal.reason);
    assert.equal(error.name, "AbortError");
    const partial = partialResult(error);
    assertLedger(partial, input);
    assert.deepEqual(ids(partial.passed), [1, 2, 3]);
    for (const { error } of partial.failed) assert.equal(error.code, "ABORTED");
  });

  it("rejects with whatever the reason is", async (t) => {
    const own = { mine: true };
    for (const reason of ["stop", 0, null, own]) {
      const { error } = await abortMidway(t, users(20), {}, reason);
      assert.equal(error, reason);
    }
    assert.ok(partialResult(own), "only of a reason that is an object");
  });
});

describe('an abort midway, with onAbort "partial"', () => {
  const input = users(20);

  it("resolves: the rest of the users is in `failed`, with code ABORTED and the reason", async (t) => {
    const { result, signal } = await abortMidway(t, input, { onAbort: "partial" });
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [1, 2, 3]);
    assert.deepEqual(
      result.failed.map(({ users, batch }) => [batch, ids(users)]),
      [
        [1, [4, 5, 6]],
        [2, [7, 8, 9]],
        [3, [10, 11, 12]],
        [4, [13, 14, 15]],
        [5, [16, 17, 18]],
        [6, [19, 20]],
      ],
    );
    for (const { error, batch } of result.failed) {
      assert.equal(error.code, "ABORTED");
      assert.equal(error.cause, signal.reason);
      assert.equal(error.batch, batch);
      assert.equal(error.attempts, batch <= 2 ? 1 : 0);
    }
    assert.equal(result.stats.requests.sent, 3);
    assert.equal(result.stats.requests.byError.ABORTED, 2);
  });

  it("each of these batches is told to onBatch and onProgress, too", async (t) => {
    /** @type {number[]} */
    const batches = [];
    let last;
    await abortMidway(t, input, {
      onAbort: "partial",
      onBatch: (/** @type {any} */ { batch }) => batches.push(batch),
      onProgress: (/** @type {any} */ stats) => {
        last = stats.users.total;
      },
    });
    assert.deepEqual(batches.sort(), [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(last, 20);
  });

  it("a Set and a Map are read to their end", async (t) => {
    assertLedger((await abortMidway(t, new Set(input), { onAbort: "partial" })).result, input);
    const entries = new Map(input.map((user) => [user.id, user]));
    const { result } = await abortMidway(t, entries, { onAbort: "partial", key: "0", rowKey: "id" });
    assert.ok(result);
    const all = [...result.passed, ...failedUsers(result)];
    assert.deepEqual(all, [...entries]);
  });

  /** A generator of the users, what was read of it, and whether it was closed. */
  function watched() {
    const state = { read: /** @type {any[]} */ ([]), isClosed: false };
    function* source() {
      try {
        for (const user of input) {
          state.read.push(user);
          yield user;
        }
      } finally {
        state.isClosed = true;
      }
    }
    return { state, source: source() };
  }

  it("a generator is closed, and users not yet read are no part of the run", async (t) => {
    const { state, source } = watched();
    const { result } = await abortMidway(t, source, { onAbort: "partial" });
    assertLedger(result, state.read);
    assert.ok(state.isClosed);
    assert.ok(state.read.length < 20, `${state.read.length} were read`);
  });

  it("an async generator is closed, and users not yet read are no part of the run", async (t) => {
    const { state, source } = watched();
    async function* later() {
      yield* source;
    }
    const { result } = await abortMidway(t, later(), { onAbort: "partial" });
    assertLedger(result, state.read);
    await eventually(() => state.isClosed, "it is closed");
  });

  it("a ReadableStream is cancelled", async (t) => {
    let next = 0;
    let isCancelled = false;
    const stream = new ReadableStream(
      {
        pull: (controller) => controller.enqueue(input[next++]),
        cancel: () => {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const { result } = await abortMidway(t, stream, { onAbort: "partial" });
    assertLedger(result, input.slice(0, next));
    await eventually(() => isCancelled, "it is cancelled");
  });

  it("loses no user that an async generator had handed out, whenever it comes", async () => {
    await init();
    const first = users(2);
    for (let turns = 0; turns < 16; turns++) {
      const controller = new AbortController();
      /** @type {(more: unknown) => void} */
      let goOn = () => {};
      const more = new Promise((resolve) => {
        goOn = resolve;
      });
      let isAsked = () => {};
      const asked = new Promise((resolve) => {
        isAsked = () => resolve(undefined);
      });
      const source = async function* () {
        yield* first;
        isAsked();
        await more;
        yield { id: 3 };
      };
      const send = async () => [];
      const run = filterUsers(source(), {
        send,
        batchSize: 3,
        signal: controller.signal,
        onAbort: "partial",
      });
      await asked;
      goOn(undefined);
      for (let turn = 0; turn < turns; turn++) await null;
      controller.abort();
      const { stats } = await run;
      assert.ok(stats.users.total >= first.length, `${stats.users.total} are left, ${turns} turns later`);
    }
  });

  it("a source that never answers does not hold the run", async () => {
    const first = users(2);
    async function* source() {
      yield* first;
      await new Promise(() => {});
    }
    const controller = new AbortController();
    const send = async (/** @type {readonly unknown[]} */ batch) => batch;
    const run = filterUsers(source(), { send, signal: controller.signal, onAbort: "partial" });
    setTimeout(() => controller.abort(), 20);
    const result = await run;
    assertLedger(result, first);
    assert.equal(failedUsers(result).length, 2);
  });

  it("a source whose closing fails changes nothing", async (t) => {
    /** @type {(fail: () => any) => any} */
    const source = (fail) => ({
      [Symbol.iterator]() {
        let id = 0;
        return { next: () => ({ done: false, value: { id: ++id } }), return: fail };
      },
    });
    const throwing = source(() => {
      throw new Error("closing");
    });
    assert.ok((await abortMidway(t, throwing, { onAbort: "partial" })).result);
    const rejecting = source(() => Promise.reject(new Error("closing")));
    assert.ok((await abortMidway(t, rejecting, { onAbort: "partial" })).result);
  });
});

describe("whatever is waited for, an abort ends it", () => {
  const input = users(4);

  /**
   * Aborts a run with these options once it waits.
   *
   * @param {any} options
   * @param {() => boolean} [waits]
   */
  async function abortOnce(options, waits = () => true) {
    const controller = new AbortController();
    const { signal } = controller;
    const run = filterUsers(input, { signal, onAbort: "partial", ...options });
    await eventually(waits, "it waits");
    await pause(20);
    controller.abort();
    const result = await run;
    assertLedger(result, input);
    assert.deepEqual(new Set(result.failed.map(({ error }) => error.code)), new Set(["ABORTED"]));
    assert.equal(listeners(signal), 0);
    return result;
  }

  it("the wait before a retry", async (t) => {
    const service = await startService(t, () => 503);
    let waits = false;
    const { failed } = await abortOnce(
      {
        url: service.url,
        retry: { delay: 60_000, maxDelay: 60_000, jitter: "none" },
        onEvent: (/** @type {any} */ { type }) => {
          waits ||= type === "retrying";
        },
      },
      () => waits,
    );
    assert.equal(failed[0].error.attempts, 1);
    assert.equal(failed[0].error.status, 503);
    assert.equal(/** @type {any} */ (failed[0].error.cause).code, "HTTP_STATUS");
  });

  it("a gate that the service closed", async (t) => {
    const service = await startService(t, () => refuse(429, { "retry-after": "9" }));
    const options = { url: service.url, batchSize: 1, concurrency: 1 };
    await abortOnce(options, () => service.log[0]?.state === "answered");
    assert.equal(service.log.length, 1);
  });

  it("a rate limit", async (t) => {
    const service = await startService(t, () => silence);
    const options = { url: service.url, batchSize: 1, rateLimit: { requests: 1, per: 60_000 } };
    await abortOnce(options, () => service.log.length === 1);
    assert.equal(service.log.length, 1);
  });

  it("`headers` that never come", async () => {
    await abortOnce({ url: "http://service.test", headers: () => new Promise(() => {}) });
  });

  it("a `send` that never answers", async () => {
    await abortOnce({ send: () => new Promise(() => {}) });
  });
});

describe("a signal that outlives many runs", () => {
  it("keeps no listener of any of them", async (t) => {
    const service = await startService(t, (seen) => (seen.index % 3 === 0 ? 503 : everyone(seen)));
    const { signal } = new AbortController();
    for (let run = 0; run < 15; run++) {
      await filterUsers(users(6), { url: service.url, batchSize: 2, retry: { delay: 1 }, signal });
      assert.equal(listeners(signal), 0);
    }
    await rejection(filterUsers(users(1), { url: service.url, signal, batchSize: 0 }));
    await rejection(filterUsers(/** @type {any[]} */ ([{}]), { url: service.url, signal }));
    assert.equal(listeners(signal), 0);
  });

  it("ends all that are still running", async (t) => {
    const service = await startService(t, () => silence);
    const controller = new AbortController();
    const inputs = [users(3), users(4)];
    const runs = inputs.map((input) =>
      filterUsers(input, { url: service.url, signal: controller.signal, onAbort: "partial" }),
    );
    await eventually(() => service.inFlight === 2, "both are in flight");
    controller.abort();
    const results = await Promise.all(runs);
    for (const [index, result] of results.entries()) assertLedger(result, inputs[index]);
  });

  it("aborted after the end changes nothing", async (t) => {
    const service = await startService(t, everyone);
    const controller = new AbortController();
    const result = await filterUsers(users(3), { url: service.url, signal: controller.signal });
    controller.abort();
    await pause(5);
    assert.equal(result.passed.length, 3);
  });
});
