import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { FilterUsersError, filterUsers } from "filter-users";
import { assertLedger, ids, users } from "../support/users.js";

/**
 * @param {() => unknown} answer
 * @param {object} [options]
 */
async function ask(answer, options) {
  const input = users(3);
  const send = /** @type {any} */ (answer);
  const result = await filterUsers(input, { send, where: { ok: true }, retry: 0, ...options });
  assertLedger(result, input);
  return result;
}

const rows = [{ id: 3, ok: true }, { id: 1 }];

describe("send", () => {
  /** @type {[string, () => unknown][]} */
  const answers = [
    ["a Response", () => Response.json(rows)],
    ["an array", () => rows],
    ["a Set", () => new Set(rows)],
    ["the values of a Map", () => new Map(rows.map((row) => [row.id, row])).values()],
    [
      "a generator",
      function* () {
        yield* rows;
      },
    ],
  ];
  for (const [name, answer] of answers) {
    it(`may answer ${name}, at once or later`, async () => {
      for (const send of [answer, async () => answer()]) {
        const result = await ask(send);
        assert.deepEqual([ids(result.passed), ids(result.skipped), ids(result.missing)], [[3], [1], [2]]);
      }
    });
  }

  it("is called with the batch and what there is to know of the attempt", async () => {
    const input = users(5);
    /** @type {any[]} */
    const calls = [];
    let isWell = false;
    const result = await filterUsers(input, {
      batchSize: 3,
      retry: { delay: 1 },
      send: async (batch, { batch: index, attempt, signal }) => {
        calls.push([batch, index, attempt]);
        assert.ok(signal instanceof AbortSignal && !signal.aborted);
        if (index === 1 && !isWell) {
          isWell = true;
          throw new Error("busy");
        }
        return batch;
      },
    });
    assertLedger(result, input);
    assert.equal(result.passed.length, 5);
    assert.deepEqual(calls, [
      [input.slice(0, 3), 0, 1],
      [input.slice(3), 1, 1],
      [input.slice(3), 1, 2],
    ]);
    assert.equal(/** @type {any} */ (calls)[0][0][0], input[0]);
  });

  it("rows of its own lie at no path, and reach `where` and `rows` as the very objects", async () => {
    const own = [
      { id: 1, ok: () => true, at: new Date(0) },
      { id: 2, ok: () => false, at: new Date(0) },
    ];
    const input = users(3);
    const result = await filterUsers(input, {
      rows: "data.list",
      send: async () => own,
      keepRows: true,
      where: (row) => row.ok(),
    });
    assertLedger(result, input);
    assert.deepEqual([ids(result.passed), ids(result.skipped), ids(result.missing)], [[1], [2], [3]]);
    assert.equal(result.rows?.get(input[0]), own[0]);
    assert.equal(result.rows?.get(input[1]), own[1]);
  });

  it("a Response of its own is read at the path", async () => {
    const result = await ask(() => Response.json({ data: rows }), { rows: "data" });
    assert.deepEqual(ids(result.passed), [3]);
  });

  it("rows may hold bigints", async () => {
    const answer = async () => [{ id: 1n, n: 2n ** 60n }];
    const result = await ask(answer, { where: { n: { $gt: 2n ** 60n - 1n } } });
    assert.deepEqual(ids(result.passed), [1]);
  });

  it("by position, too few rows are BAD_REPLY", async () => {
    const result = await ask(async () => [true, true], { rowKey: null });
    assert.equal(result.failed[0].error.code, "BAD_REPLY");
    const fine = await ask(async () => [true, false, true], { rowKey: null, where: { "": true } });
    assert.deepEqual(ids(fine.passed), [1, 3]);
  });

  /** @type {[string, string, () => unknown][]} */
  const failures = [
    [
      "throws",
      "NETWORK",
      () => {
        throw new Error("down");
      },
    ],
    ["rejects", "NETWORK", async () => Promise.reject(new Error("down"))],
    ["answers nothing", "REQUEST", async () => undefined],
    ["answers a number", "REQUEST", async () => 7],
    [
      "answers rows that throw",
      "NETWORK",
      async () =>
        (function* () {
          yield {};
          throw new Error("down");
        })(),
    ],
    ["answers a Response that refuses", "HTTP_STATUS", async () => new Response("no", { status: 403 })],
  ];
  for (const [what, code, send] of failures) {
    it(`that ${what} fails its batch with ${code}`, async () => {
      const { error } = (await ask(send)).failed[0];
      assert.equal(error.code, code);
      if (error.cause) assert.match(error.message, /down/);
    });
  }

  it("its signal aborts when the attempt takes too long", async () => {
    /** @type {AbortSignal | undefined} */
    let signal;
    const send = /** @type {any} */ (
      (/** @type {unknown} */ _, /** @type {{ signal: AbortSignal }} */ context) => {
        signal = context.signal;
        return new Promise(() => {});
      }
    );
    const result = await ask(send, { timeout: 20 });
    assert.equal(result.failed[0].error.code, "TIMEOUT");
    assert.equal(signal?.aborted, true);
  });

  it("its signal is not aborted when the attempt is answered", async () => {
    /** @type {AbortSignal | undefined} */
    let signal;
    await filterUsers(users(1), {
      send: async (batch, context) => {
        signal = context.signal;
        return batch;
      },
    });
    assert.equal(signal?.aborted, false);
  });
});

describe("send that throws what the service said", () => {
  /**
   * @param {object} details
   * @param {import("filter-users").ErrorCode} [code]
   */
  const refusal = (details, code = "HTTP_STATUS") =>
    new FilterUsersError(code, "The shard is busy", { cause: "the shard", ...details });

  it("is refused with that status, and says so in figures and events", async () => {
    /** @type {any[]} */
    const events = [];
    const thrown = refusal({ status: 404, reply: "no such shard" });
    const result = await ask(() => Promise.reject(thrown), {
      onEvent: (/** @type {any} */ event) => events.push(event),
    });
    const [{ error }] = result.failed;
    const { code, status, reply, message, attempts } = error;
    assert.deepEqual(
      { code, status, reply, message, attempts },
      { code: "HTTP_STATUS", status: 404, reply: "no such shard", message: "The shard is busy", attempts: 1 },
    );
    assert.equal(error.cause, thrown);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      name: "FilterUsersError",
      message,
      code,
      status,
      batch: 0,
      attempts,
      reply,
    });
    assert.deepEqual(result.stats.requests.byStatus, { 404: 1 });
    assert.equal(result.stats.latency.count, 1);
    const answered = events.find(({ type }) => type === "answered");
    assert.deepEqual([answered.status, answered.error.status], [404, 404]);
  });

  it("is retried or not, as the status asks", async () => {
    for (const [status, calls] of [
      [503, 3],
      [400, 1],
    ]) {
      let called = 0;
      const send = () => {
        called++;
        throw refusal({ status });
      };
      await ask(send, { retry: { limit: 2, delay: 1 } });
      assert.equal(called, calls, `${status}`);
    }
  });

  it("is halved where the status asks for that, down to the user at fault", async () => {
    const result = await filterUsers(users(8), {
      send: async (batch) => {
        if (batch.some(({ id }) => id === 5)) throw refusal({ status: 422 });
        return batch;
      },
      split: [422],
      retry: 0,
    });
    assert.deepEqual([ids(result.passed), ids(result.failed[0].users)], [[1, 2, 3, 4, 6, 7, 8], [5]]);
    assert.equal(result.failed.length, 1);
  });

  it("is given the rest that it asks for, all batches with it", async () => {
    /** @type {number[]} */
    const times = [];
    await filterUsers(users(3), {
      send: async (batch) => {
        times.push(performance.now());
        if (times.length === 1) throw refusal({ status: 429, retryAfter: 120 });
        return batch;
      },
      batchSize: 1,
      concurrency: 1,
    });
    assert.equal(times.length, 4);
    assert.ok(times[1] - times[0] >= 115, `rest of ${times[1] - times[0]} ms`);
  });

  it("is a lost connection if it has no status to be refused with, or another code", async () => {
    for (const thrown of [refusal({}), refusal({ status: 4.5 }), refusal({ status: 503 }, "BAD_REPLY")]) {
      const result = await ask(() => Promise.reject(thrown));
      assert.equal(result.failed[0].error.code, "NETWORK");
      assert.deepEqual(result.stats.requests.byStatus, {});
    }
  });

  it("goes for a `fetch` of one's own, too", async () => {
    const result = await filterUsers(users(1), {
      url: "http://nowhere.test",
      fetch: () => Promise.reject(refusal({ status: 402 })),
    });
    assert.equal(result.failed[0].error.status, 402);
  });

  it("counts rows as an answer without a status", async () => {
    /** @type {any[]} */
    const events = [];
    const { stats } = await ask(() => rows, { onEvent: (/** @type {any} */ event) => events.push(event) });
    const { type, request, ms, error, ...more } = events[1];
    assert.deepEqual([type, request, error, "status" in more], ["answered", 0, undefined, false]);
    assert.ok(ms >= 0);
    assert.equal(stats.latency.count, 1);
    assert.deepEqual(stats.requests.byStatus, {});
  });
});

describe("a `send` that answers the reply itself", () => {
  const json = '[{"id":1,"v":1},{"id":2,"v":2}]';
  const bytes = new TextEncoder().encode(json);
  /** @type {[string, any][]} */
  const answers = [
    ["text", json],
    ["bytes", bytes],
    ["an ArrayBuffer", bytes.buffer],
    ["a part of one", new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ["a DataView", new DataView(bytes.buffer)],
    ["a Buffer", Buffer.from(json)],
    ["shared memory", new Uint8Array(new SharedArrayBuffer(bytes.length))],
    ["bytes of another realm", runInNewContext("new Uint8Array(list)", { list: [...bytes] })],
  ];
  answers[6][1].set(bytes);
  for (const [what, answer] of answers) {
    it(`as ${what} has it decided as any reply`, async () => {
      const input = users(2);
      const result = await filterUsers(input, { send: async () => answer, where: { v: 2 } });
      assertLedger(result, input);
      assert.deepEqual(ids(result.passed), [2]);
      assert.equal(result.stats.bytes.received, bytes.length);
      assert.equal(result.stats.latency.count, 1);
    });
  }

  it("has rows at a path, within its bound", async () => {
    const options = { send: async () => '{"data":[{"id":1}]}', rows: "data", retry: 0 };
    assert.equal((await filterUsers(users(1), options)).passed.length, 1);
    const { failed } = await filterUsers(users(1), { ...options, maxReplyBytes: 18 });
    assert.equal(failed[0].error.code, "REPLY_TOO_LARGE");
    assert.equal((await filterUsers(users(1), { ...options, maxReplyBytes: 19 })).passed.length, 1);
  });

  it("that cannot be read says where, and what there is", async () => {
    const { failed } = await filterUsers(users(1), { send: async () => '[{"id":1}', retry: 0 });
    assert.deepEqual([failed[0].error.code, failed[0].error.reply], ["BAD_REPLY", '[{"id":1}']);
  });

  it("with half a character in it is refused: replaced, two ids could be one", async () => {
    const input = [{ id: "\ufffd" }, { id: "x" }];
    const { failed } = await filterUsers(input, {
      send: async () => '[{"id":"\ud800"},{"id":"x"}]',
      retry: 0,
    });
    assert.equal(failed[0].error.code, "BAD_REPLY");
    assert.match(failed[0].error.message, /UTF-8.*byte 8/);
  });

  it("may change it afterwards", async () => {
    const large = new TextEncoder().encode(`[{"id":1,"name":"${"x".repeat(10_000)}"}]`);
    const send = async () => {
      queueMicrotask(() => setTimeout(() => large.fill(0)));
      return large;
    };
    assert.equal((await filterUsers(users(1), { send, retry: 0 })).passed.length, 1);
  });
});
