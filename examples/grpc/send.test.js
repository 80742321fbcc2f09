import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { filterUsers } from "filter-users";
import { eventually, failedUsers, ids, rejection, users } from "../../tests/node/support/users.js";
import { RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { rich, silence, start } from "./support.js";

describe("status codes", () => {
  /** The status that a code becomes, and how often is asked with one retry. @type {[keyof typeof Code, number, number][]} */
  const codes = [
    ["Unknown", 500, 2],
    ["InvalidArgument", 400, 1],
    ["DeadlineExceeded", 504, 2],
    ["NotFound", 404, 1],
    ["AlreadyExists", 409, 1],
    ["PermissionDenied", 403, 1],
    ["ResourceExhausted", 429, 2],
    ["FailedPrecondition", 400, 1],
    ["Aborted", 409, 1],
    ["OutOfRange", 400, 1],
    ["Unimplemented", 501, 1],
    ["Internal", 500, 2],
    ["Unavailable", 503, 2],
    ["DataLoss", 500, 2],
    ["Unauthenticated", 401, 1],
  ];
  for (const [name, status, calls] of codes) {
    test(`${name} is ${status}, and ${calls > 1 ? "retried" : "final"}`, async (t) => {
      const { filter, log } = await start(t, () => {
        throw new ConnectError("The shard is out", Code[name]);
      });
      const result = await filter(users(3));
      const [{ error }] = result.failed;
      assert.deepEqual([error.code, error.status, log.length], ["HTTP_STATUS", status, calls]);
      assert.deepEqual(result.stats.requests.byStatus, { [status]: calls });
      assert.match(error.message, /The shard is out$/);
      const { cause } = /** @type {{ cause: ConnectError }} */ (error.cause);
      assert.ok(cause instanceof ConnectError && cause.code === Code[name], "what came is at hand");
    });
  }

  test("there is one for every code but CANCELLED", () => {
    const all = Object.keys(Code).filter((name) => Number.isNaN(Number(name)));
    assert.deepEqual(all.sort(), ["Canceled", ...codes.map(([name]) => name)].sort());
  });

  test("a retry that is answered makes it good", async (t) => {
    const { filter, log } = await start(t, ({ index }) => {
      if (index < 2) throw new ConnectError("busy", [Code.Unavailable, Code.ResourceExhausted][index]);
    });
    const result = await filter(users(100), { retry: { limit: 2, delay: 1 } });
    assert.deepEqual(ids(result.passed), rich(100));
    assert.equal(log.length, 3);
  });

  test("INVALID_ARGUMENT is split down to the user at fault", async (t) => {
    const { filter, log } = await start(t, (call) => {
      if (call.ids.includes(14n)) throw new ConnectError("14 is locked", Code.InvalidArgument);
    });
    const result = await filter(users(100), { split: true });
    assert.deepEqual(ids(failedUsers(result)), [14]);
    assert.deepEqual(
      ids(result.passed),
      rich(100).filter((id) => id !== 14),
    );
    assert.ok(log.length > 10, `${log.length} calls`);
  });
});

describe("pushback", () => {
  /** What a refusal with `headers` and `details` comes to. @param {import("node:test").TestContext} t @param {HeadersInit} [headers] @param {any[]} [details] */
  async function pushedBack(t, headers, details) {
    const { filter, log } = await start(t, ({ index }) => {
      if (index === 0) throw new ConnectError("busy", Code.Unavailable, headers, details);
    });
    /** @type {number[]} */
    const delays = [];
    const result = await filter(users(3), {
      retry: { limit: 1, delay: 30, jitter: "none" },
      onEvent: (/** @type {import("filter-users").RunEvent} */ event) => {
        if (event.type === "retrying") delays.push(event.delay);
      },
    });
    return { calls: log.length, delays, error: result.failed[0]?.error };
  }
  const pushback = (/** @type {string} */ ms) => ({ "grpc-retry-pushback-ms": ms });
  const retryInfo = (/** @type {object | undefined} */ retryDelay) => [
    { desc: RetryInfoSchema, value: { retryDelay } },
  ];

  test("in the trailer is waited for to the millisecond", async (t) => {
    assert.deepEqual((await pushedBack(t, pushback("37"))).delays, [37]);
    // Never less than without it, or retries would be a storm.
    assert.deepEqual((await pushedBack(t, pushback("0"))).delays, [30]);
  });

  test("as RetryInfo is waited for", async (t) => {
    const details = retryInfo({ seconds: 0n, nanos: 41_000_000 });
    assert.deepEqual((await pushedBack(t, undefined, details)).delays, [41]);
  });

  test("in the trailer is what counts where there are both", async (t) => {
    const details = retryInfo({ seconds: 2n, nanos: 0 });
    assert.deepEqual((await pushedBack(t, pushback("37"), details)).delays, [37]);
  });

  test("holds back the other batches, too", async (t) => {
    const { filter, log } = await start(t, ({ index }) => {
      if (index === 0) throw new ConnectError("busy", Code.ResourceExhausted, pushback("60000"));
    });
    const result = await filter(users(30), { batchSize: 10, concurrency: 1 });
    assert.equal(log.length, 1, "it is longer than anybody waits");
    assert.equal(failedUsers(result).length, 30);
    for (const { error } of result.failed) assert.ok(Number(error.retryAfter) > 50_000);
  });

  for (const ms of ["-1", "soon", "", "1.5", "0x10"]) {
    test(`of "${ms}" asks not to be retried`, async (t) => {
      const { calls, delays, error } = await pushedBack(t, pushback(ms));
      assert.deepEqual([calls, delays, error?.status], [1, [], 409]);
      assert.match(`${error?.message}`, /^\[unavailable\] busy$/);
      assert.equal(error?.retryAfter, undefined);
    });
  }

  test("of no length leaves the wait to the run", async (t) => {
    assert.deepEqual((await pushedBack(t)).delays, [30]);
    assert.deepEqual((await pushedBack(t, undefined, retryInfo(undefined))).delays, [30]);
  });
});

describe("cancellation reaches the service", () => {
  test("when an attempt takes too long", async (t) => {
    const { filter, log } = await start(t, (call) => (call.index === 0 ? silence(call) : undefined));
    const result = await filter(users(100), { timeout: 400, retry: { limit: 5, delay: 1 } });
    assert.deepEqual(ids(result.passed), rich(100));
    assert.deepEqual(Object.keys(result.stats.requests.byError), ["TIMEOUT"]);
    await eventually(() => log[0].context.signal.aborted, "the first call is cancelled");
  });

  test("when the run is aborted", async (t) => {
    const { send, log } = await start(t, silence);
    const controller = new AbortController();
    const run = filterUsers(users(2000), { send, signal: controller.signal });
    await eventually(() => log.length === 6, "six calls are under way");
    assert.ok(log.every(({ context }) => !context.signal.aborted));
    controller.abort(new Error("enough"));
    assert.equal((await rejection(run)).message, "enough");
    await eventually(() => log.every(({ context }) => context.signal.aborted), "all are cancelled");
    assert.equal(log.length, 6);
  });
});

describe("a connection", () => {
  test("that is lost in the middle of calls is retried on a new one", async (t) => {
    const { filter, log, service } = await start(t, async (call) => {
      if (call.index > 3) return;
      if (call.index === 3) service.disconnect();
      await silence(call);
    });
    const result = await filter(users(1000));
    assert.deepEqual(ids(result.passed), rich(1000));
    assert.deepEqual(result.stats.requests.byError, { NETWORK: 4 });
    assert.equal(log.length, 8);
  });

  test("that nobody takes is NETWORK", async (t) => {
    const { filter, service } = await start(t);
    service.close();
    const result = await filter(users(3));
    assert.equal(result.failed[0].error.code, "NETWORK");
    assert.deepEqual(result.stats.requests.byStatus, {});
    assert.equal(result.stats.requests.sent, 2);
  });
});

test("a bad day leaves nobody out", async (t) => {
  const { filter, log, service } = await start(t, ({ index, ids }) => {
    if (ids.some((id) => id % 500n === 250n)) throw new ConnectError("locked", Code.InvalidArgument);
    if (index % 5 === 1) throw new ConnectError("busy", Code.Unavailable, { "grpc-retry-pushback-ms": "2" });
    if (index % 23 === 7) service.disconnect();
  });
  const retry = { limit: 50, delay: 1, maxDelay: 20, budget: 1 };
  const result = await filter(users(5000), { batchSize: 40, split: true, retry });
  const locked = ids(users(5000)).filter((id) => id % 500 === 250);
  assert.deepEqual(ids(failedUsers(result)), locked);
  assert.deepEqual(
    ids(result.passed),
    rich(5000).filter((id) => !locked.includes(id)),
  );
  assert.ok(result.stats.requests.byStatus[503] > 10 && Number(result.stats.requests.byError.NETWORK) > 0);
  assert.ok(log.length <= result.stats.requests.sent);
});
