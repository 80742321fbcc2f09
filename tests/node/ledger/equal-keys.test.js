import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, streamUsers } from "filter-users";
import { everyone, refuse, startService } from "../support/service.js";
import { assertLedger, ids } from "../support/users.js";

/** @param {(number | string | bigint)[]} keys */
const withKeys = (keys) => keys.map((id, place) => ({ id, place }));
const places = (/** @type {readonly any[]} */ list) => list.map(({ place }) => place);

describe("users with the same key", () => {
  it("are asked about once, and have one verdict", async (t) => {
    const service = await startService(t, (seen) => seen.ids.map((id) => ({ id, v: id })));
    const input = withKeys([3, 1, 3, 2, 1, 3]);
    const result = await filterUsers(input, { url: service.url, where: { v: { $gt: 1 } }, keepRows: true });
    assertLedger(result, input);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [[3, 1, 2]],
    );
    assert.deepEqual(
      [places(result.passed), places(result.skipped)],
      [
        [0, 2, 3, 5],
        [1, 4],
      ],
    );
    assert.deepEqual(
      [...(result.rows ?? [])].map(([user, row]) => [user, /** @type {any} */ (row).id]),
      input.map((user) => [user, user.id]),
    );
  });

  it("may have it written in several ways", async (t) => {
    const service = await startService(t, () => '[{"id":7},{"id":"8"}]');
    const input = withKeys([7, "7", 7n, 8, 8n, "9"]);
    const result = await filterUsers(input, { url: service.url });
    assertLedger(result, input);
    assert.equal(service.log[0].body, '{"ids":[7,8,"9"]}');
    assert.deepEqual([places(result.passed), places(result.missing)], [[0, 1, 2, 3, 4], [5]]);
  });

  it("count each in the figures and in what is told of the batch, failed ones as well", async (t) => {
    const service = await startService(t, () => refuse(403));
    const input = withKeys([5, 5, 6, 5]);
    /** @type {any[]} */
    const told = [];
    const options = {
      url: service.url,
      onBatch: (/** @type {any} */ { failed }) =>
        told.push(failed.map((/** @type {any} */ group) => places(group.users))),
      onEvent: (/** @type {any} */ { type, users, failed }) =>
        type === "settled" && told.push([users, failed]),
    };
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.deepEqual(told, [[4, 4], [[0, 1, 2, 3]]]);
  });

  it("are told apart by their places among distinct keys", async (t) => {
    const service = await startService(t, (seen) => seen.ids.map((id) => id > 1));
    const input = withKeys([1, 2, 1, 3, 2]);
    const result = await filterUsers(input, { url: service.url, rowKey: null, where: { "": true } });
    assertLedger(result, input);
    assert.deepEqual(
      [places(result.passed), places(result.skipped)],
      [
        [1, 3, 4],
        [0, 2],
      ],
    );
  });

  it('show their first one to functions, and in `body: "users"`', async (t) => {
    const service = await startService(t, everyone);
    const input = withKeys([1, 2, 1]);
    /** @type {any[]} */
    const seen = [];
    const url = (/** @type {any} */ batch) => (seen.push(places(batch)) > 0 ? service.url : "");
    await filterUsers(input, { url, body: "users" });
    const where = (/** @type {any} */ _, /** @type {any} */ user) => seen.push(user.place) > 0;
    const send = async (/** @type {any} */ batch) => {
      seen.push(places(batch));
      return batch;
    };
    await filterUsers(input, { send, where });
    assert.deepEqual(JSON.parse(service.log[0].body).users, input.slice(0, 2));
    assert.deepEqual(seen, [[0, 1], [0, 1], 0, 1]);
  });

  it("are all in the half of a batch that their key is in", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.includes(2) ? refuse(413) : everyone(seen)));
    const input = withKeys([1, 2, 3, 4, 2, 1]);
    const result = await filterUsers(input, { url: service.url });
    assertLedger(result, input);
    assert.deepEqual(places(result.failed[0].users), [1, 4]);
  });

  it("have one verdict a batch, not a run", async (t) => {
    const service = await startService(t, everyone);
    const input = withKeys([1, 1, 1, 1]);
    assertLedger(await filterUsers(input, { url: service.url, batchSize: 2 }), input);
    assert.deepEqual(
      service.log.map((seen) => seen.ids),
      [[1], [1]],
    );
  });

  it("stay with their batch however the run ends", async (t) => {
    const leaving = new AbortController();
    const service = await startService(t, () => {
      leaving.abort();
      return () => {};
    });
    const input = withKeys([1, 2, 1, 9, 9]);
    const options = {
      url: service.url,
      batchSize: 3,
      signal: leaving.signal,
      onAbort: /** @type {const} */ ("partial"),
    };
    const result = await filterUsers(input, options);
    assertLedger(result, input);
    assert.equal(result.stats.users.failed, 5);
  });

  it("all pass in a stream", async (t) => {
    const service = await startService(t, everyone);
    const input = withKeys([1, 2, 1]);
    const passed = [];
    for await (const user of streamUsers(input, { url: service.url })) passed.push(user);
    assert.deepEqual(ids(passed), [1, 2, 1]);
  });
});
