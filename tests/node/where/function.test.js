import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { evenOnes, everyone, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, users } from "../support/users.js";

describe("where, as a function", () => {
  it("is called once a user that has a row, with the parsed row and the very user", async (t) => {
    const service = await startService(t, ({ ids }) =>
      ids.slice(1).map((id) => ({ id, deep: { list: [id] } })),
    );
    const input = users(6);
    /** @type {[unknown, unknown][]} */
    const calls = [];
    const result = await filterUsers(input, {
      url: service.url,
      batchSize: 3,
      where: (row, user) => calls.push([row, user]) > 0 && user.id % 2 === 0,
    });
    assertLedger(result, input);
    assert.deepEqual(
      [ids(result.passed), ids(result.skipped), ids(result.missing)],
      [
        [2, 6],
        [3, 5],
        [1, 4],
      ],
    );
    assert.equal(calls.length, 4);
    for (const [row, user] of calls) {
      const { id } = /** @type {any} */ (user);
      assert.equal(user, input[id - 1]);
      assert.deepEqual(row, { id, deep: { list: [id] } });
    }
  });

  it("decides by truth, as Array.filter does", async (t) => {
    const service = await startService(t, everyone);
    const answers = [0, 1, "", "x", null, {}, false, Number.NaN];
    const where = (/** @type {unknown} */ _row, /** @type {{ id: number }} */ user) =>
      /** @type {boolean} */ (answers[user.id - 1]);
    const result = await filterUsers(users(8), { url: service.url, where });
    assert.deepEqual(ids(result.passed), [2, 4, 6]);
  });

  it("that answers undefined has forgotten its answer: nobody is decided by that", async (t) => {
    const service = await startService(t, everyone);
    const where = (/** @type {any} */ row) => void (row.currentBalance > 500);
    const { failed } = await filterUsers(users(3), { url: service.url, where: /** @type {any} */ (where) });
    assert.equal(failed[0].users.length, 3);
    assert.equal(failed[0].error.code, "PREDICATE");
    assert.equal(
      failed[0].error.message,
      "The function `where` failed: `where` answered undefined: is there a `return`?",
    );
    assert.equal(service.log.length, 1);
  });

  it("is not asked about users without a row, whatever `absent` makes of them", async (t) => {
    const service = await startService(t, () => []);
    const where = () => assert.fail("called");
    const result = await filterUsers(users(3), { url: service.url, absent: "passed", where });
    assert.equal(result.passed.length, 3);
  });

  it("sees the rows that are kept", async (t) => {
    const service = await startService(t, evenOnes);
    const input = users(2);
    /** @type {unknown[]} */
    const seen = [];
    const where = (/** @type {unknown} */ row) => seen.push(row) > 0;
    const result = await filterUsers(input, { url: service.url, where, keepRows: true });
    assert.deepEqual(
      seen,
      input.map((user) => result.rows?.get(user)),
    );
    assert.equal(seen[0], result.rows?.get(input[0]));
  });

  it("that throws fails its batch with PREDICATE and the cause, is not retried, and spares the others", async (t) => {
    const service = await startService(t, everyone);
    const input = users(6);
    const thrown = new Error("no balance");
    const where = (/** @type {unknown} */ _row, /** @type {{ id: number }} */ user) => {
      if (user.id === 4) throw thrown;
      return true;
    };
    const result = await filterUsers(input, { url: service.url, batchSize: 2, where });
    assertLedger(result, input);
    assert.deepEqual(ids(failedUsers(result)), [3, 4]);
    const { error } = result.failed[0];
    assert.equal(error.code, "PREDICATE");
    assert.equal(error.cause, thrown);
    assert.equal(error.attempts, 1);
    assert.match(error.message, /no balance/);
    assert.equal(service.log.length, 3);
  });

  for (const thrown of ["text", undefined, null, 7, Symbol("s"), Object.create(null), circular()]) {
    it(`that throws ${typeof thrown === "object" ? "an odd object" : String(thrown)} does no harm`, async (t) => {
      const service = await startService(t, everyone);
      const where = () => {
        throw thrown;
      };
      const result = await filterUsers(users(1), { url: service.url, where });
      assert.equal(result.failed[0].error.code, "PREDICATE");
      assert.equal(result.failed[0].error.cause, thrown);
    });
  }

  it("that answers a promise is a PREDICATE error, not a user that passes", async (t) => {
    const service = await startService(t, everyone);
    // biome-ignore lint/suspicious/noThenProperty: what behaves like a promise is one
    for (const promise of [Promise.resolve(false), { then() {} }]) {
      const where = /** @type {any} */ (() => promise);
      const result = await filterUsers(users(3), { url: service.url, where });
      assert.equal(result.failed[0].error.code, "PREDICATE");
      assert.match(result.failed[0].error.message, /promise/);
    }
    assert.equal(service.log.length, 2);
  });
});

function circular() {
  const error = new Error("round");
  error.cause = error;
  return error;
}
