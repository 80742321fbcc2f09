import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { everyone, respond, startService } from "../support/service.js";
import { assertLedger, ids, rejection, users } from "../support/users.js";

/** Without waiting. */
const retry = { delay: 0 };

/** Of these users the row is an error the first `times` that they are asked about. @param {number[]} wrong @param {number} times */
function withErrors(wrong, times) {
  const left = new Map(wrong.map((id) => [id, times]));
  return (/** @type {{ ids: number[] }} */ seen) =>
    seen.ids.map((id) => {
      const errors = left.get(id) ?? 0;
      left.set(id, errors - 1);
      return errors > 0 ? { id, error: `shard ${id} is away` } : { id, v: id };
    });
}

/** Answers the first `most` users of a request. @param {number} most */
const half = (most) => (/** @type {{ ids: number[] }} */ seen) =>
  seen.ids.slice(0, most).map((id) => ({ id, v: id }));

const isError = { error: { $exists: true } };

describe("a row that is an error", () => {
  it("has its user asked about again, alone, whatever the place in the batch", async (t) => {
    const service = await startService(t, withErrors([2, 5, 9], 1));
    const input = users(10);
    const result = await filterUsers(input, {
      url: service.url,
      rowError: isError,
      where: { v: { $lte: 5 } },
      retry,
    });
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [1, 2, 3, 4, 5]);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [ids(input), [2, 5, 9]],
    );
    assert.equal(result.stats.requests.retried, 1);
    assert.deepEqual(result.stats.requests.byError, { ROW_ERROR: 1 });
  });

  it("fails its user in the end, with what it says, and nobody else", async (t) => {
    const service = await startService(t, withErrors([2, 5], 9));
    const input = users(6);
    const { failed, passed } = await filterUsers(input, { url: service.url, rowError: isError, retry });
    assert.deepEqual(ids(passed), [1, 3, 4, 6]);
    assert.equal(service.log.length, 3);
    assert.deepEqual(
      failed.map(({ users, error: { code, attempts, status, reply } }) => [
        ids(users),
        code,
        attempts,
        status,
        reply,
      ]),
      [2, 5].map((id) => [[id], "ROW_ERROR", 3, 200, `{"id":${id},"error":"shard ${id} is away"}`]),
    );
    assert.match(failed[0].error.message, /rowError/);
  });

  it("is looked for before `where`, which it may meet", async (t) => {
    const service = await startService(t, withErrors([1], 9));
    const where = { v: { $ne: 7 } };
    const { passed, failed } = await filterUsers(users(2), {
      url: service.url,
      rowError: isError,
      where,
      retry: 0,
    });
    assert.deepEqual([ids(passed), ids(failed[0].users)], [[2], [1]]);
  });

  it("is told by a function, too, before a function or a condition decides, and is not kept", async (t) => {
    for (const where of [undefined, { v: { $gt: 1 } }, (/** @type {any} */ row) => row.v > 1]) {
      const service = await startService(t, withErrors([2], 1));
      const input = users(3);
      /** @type {any[]} */
      const seen = [];
      const rowError = (/** @type {any} */ row, /** @type {any} */ user) =>
        seen.push([row.id, user.id]) > 0 && "error" in row;
      const options = { url: service.url, rowError, where, keepRows: true, retry: 0 };
      const { failed, rows, passed } = await filterUsers(input, /** @type {any} */ (options));
      assert.deepEqual(ids(failed[0].users), [2]);
      assert.deepEqual(
        [...(rows ?? [])].map(([user, row]) => [user.id, row]),
        [1, 3].map((id) => [id, { id, v: id }]),
      );
      assert.deepEqual(ids(passed), where === undefined ? [1, 3] : [3]);
      assert.deepEqual(seen, [
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
    }
  });

  it("that a function throws about fails the batch", async (t) => {
    const service = await startService(t, everyone);
    const rowError = () => {
      throw new Error("oops");
    };
    const { failed } = await filterUsers(users(2), { url: service.url, rowError });
    assert.equal(failed[0].error.code, "PREDICATE");
    assert.equal(failed[0].error.message, "The function `rowError` failed: oops");
  });

  it("may come by its place, in an object of rows, or from `send`", async (t) => {
    const answers = withErrors([2], 1);
    const service = await startService(t, answers);
    const byPlace = await filterUsers(users(3), { url: service.url, rowKey: null, rowError: isError, retry });
    assert.equal(byPlace.passed.length, 3);
    assert.deepEqual(service.log[1].ids, [2]);

    const named = withErrors([2], 1);
    const byName = await startService(t, (seen) =>
      Object.fromEntries(named(seen).map((row) => [row.id, row])),
    );
    assert.equal(
      (await filterUsers(users(3), { url: byName.url, rowError: isError, retry })).passed.length,
      3,
    );

    const rows = withErrors([1, 3], 1);
    const send = async (/** @type {any} */ batch) => rows({ ids: ids(batch) });
    assert.equal((await filterUsers(users(3), { send, rowError: isError, retry })).passed.length, 3);
    const { failed } = await filterUsers(users(3), {
      send: async (/** @type {any} */ batch) => withErrors([2], 1)({ ids: ids(batch) }),
      rowError: isError,
      retry: 0,
    });
    assert.equal(failed[0].error.reply, '{"id":2,"error":"shard 2 is away"}');
  });

  it("ends the run where a failure does", async (t) => {
    const service = await startService(t, withErrors([2], 9));
    const run = filterUsers(users(3), { url: service.url, rowError: isError, retry: 0, onError: "throw" });
    assert.equal((await rejection(run)).code, "ROW_ERROR");
  });

  it("is counted among those that failed whole, which a circuit is for", async (t) => {
    const service = await startService(t, withErrors([1, 2, 3, 4, 5, 6], 9));
    const options = { url: service.url, rowError: isError, retry: 0, batchSize: 1, concurrency: 1 };
    const { failed } = await filterUsers(users(6), {
      ...options,
      circuit: { failures: 2, cooldown: 60_000 },
    });
    assert.deepEqual(
      failed.map(({ error }) => error.code),
      ["ROW_ERROR", "ROW_ERROR", "CIRCUIT_OPEN", "CIRCUIT_OPEN", "CIRCUIT_OPEN", "CIRCUIT_OPEN"],
    );
  });
});

describe('with `absent: "failed"`, a user without a row', () => {
  it("is asked about again with the others that have none, until all have", async (t) => {
    const service = await startService(t, half(4));
    const input = users(10);
    const result = await filterUsers(input, { url: service.url, absent: "failed", retry });
    assertLedger(result, input);
    assert.equal(result.passed.length, 10);
    assert.deepEqual(
      service.log.map((seen) => seen.ids.length),
      [10, 6, 2],
    );
  });

  it("fails in the end", async (t) => {
    const service = await startService(t, (seen) =>
      seen.ids.filter((id) => id % 3 > 0).map((id) => ({ id })),
    );
    const input = users(7);
    const result = await filterUsers(input, { url: service.url, absent: "failed", retry });
    assertLedger(result, input);
    assert.deepEqual(
      result.failed.map(({ users, error }) => [ids(users), error.code, error.attempts, error.reply]),
      [[[3, 6], "NO_ROW", 3, undefined]],
    );
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [ids(input), [3, 6], [3, 6]],
    );
  });

  it("is one whose row is null", async (t) => {
    const service = await startService(t, (seen) =>
      Object.fromEntries(seen.ids.map((id) => [id, id === 2 ? null : {}])),
    );
    const { failed } = await filterUsers(users(3), { url: service.url, absent: "failed", retry: 0 });
    assert.deepEqual([ids(failed[0].users), failed[0].error.code], [[2], "NO_ROW"]);
  });

  it("and one whose row is an error fail for reasons of their own", async (t) => {
    const rows = withErrors([2, 4], 9);
    const service = await startService(t, (seen) => rows(seen).filter(({ id }) => id !== 1 && id !== 3));
    const input = users(5);
    const result = await filterUsers(input, { url: service.url, absent: "failed", rowError: isError, retry });
    assertLedger(result, input);
    assert.deepEqual(
      result.failed.map(({ users, error }) => [ids(users), error.code]),
      [
        [[1, 3], "NO_ROW"],
        [[2], "ROW_ERROR"],
        [[4], "ROW_ERROR"],
      ],
    );
  });
});

describe("users who are asked about again", () => {
  it("may be halved, and told apart by their places", async (t) => {
    const asked = { times: 0 };
    const service = await startService(t, (seen) => {
      asked.times++;
      if (asked.times > 1 && seen.ids.length > 2) return 413;
      return seen.ids.map((id) => (id % 2 === 0 && asked.times === 1 ? { error: 1 } : { v: id }));
    });
    const input = users(9);
    const options = { url: service.url, rowKey: null, rowError: isError, where: { v: { $gt: 4 } }, retry };
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.deepEqual(ids(result.passed), [5, 6, 7, 8, 9]);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [ids(input), [2, 4, 6, 8], [2, 4], [6, 8]],
    );
  });

  it("wait as long as the service asks for beside its answer", async (t) => {
    const answer = withErrors([1], 1);
    const service = await startService(t, (seen) =>
      respond(JSON.stringify(answer(seen)), { headers: { "retry-after": "1" } }),
    );
    await filterUsers(users(2), { url: service.url, rowError: isError, retry });
    const [first, second] = service.log;
    assert.ok(second.at - first.at > 990, `${second.at - first.at} ms`);
  });

  it("are told of: how many, and why", async (t) => {
    const service = await startService(t, withErrors([2, 3], 1));
    /** @type {any[]} */
    const events = [];
    const onEvent = (/** @type {any} */ { type, users, error }) => events.push([type, users, error?.code]);
    await filterUsers(users(5), { url: service.url, rowError: isError, retry, onEvent });
    assert.deepEqual(events, [
      ["sent", 5, undefined],
      ["answered", 5, undefined],
      ["retrying", 2, "ROW_ERROR"],
      ["sent", 2, undefined],
      ["answered", 2, undefined],
      ["settled", 5, undefined],
    ]);
  });
});
