import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { filterUsers } from "filter-users";
import { startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, users } from "../support/users.js";

/**
 * Asks about users 1 to 4 in one batch, the service answering `reply`.
 *
 * @param {import("node:test").TestContext} t
 * @param {string | Uint8Array | object} reply
 * @param {object} [options]
 */
async function ask(t, reply, options) {
  const service = await startService(t, () => reply);
  const input = users(4);
  const result = await filterUsers(input, { url: service.url, retry: 0, ...options });
  assertLedger(result, input);
  return result;
}

describe("where the rows are", () => {
  const rows = [{ id: 1 }, { id: 3 }];
  for (const [path, reply] of /** @type {[string, object][]} */ ([
    ["", rows],
    ["rows", { rows }],
    ["data.users.list", { at: "now", data: { users: { total: 2, list: rows } } }],
  ])) {
    it(`at ${JSON.stringify(path)}`, async (t) => {
      const result = await ask(t, reply, { rows: path });
      assert.deepEqual(
        [ids(result.passed), ids(result.missing)],
        [
          [1, 3],
          [2, 4],
        ],
      );
      assert.equal(result.stats.rows.received, 2);
    });
  }

  it("by JSON.parse's rule the last of two members of one name counts", async (t) => {
    const result = await ask(t, '{"rows":[{"id":1}],"rows":[{"id":2,"id":4}]}', { rows: "rows" });
    assert.deepEqual(ids(result.passed), [4]);
  });

  for (const reply of [{}, { rows: null }, { rows: 7 }, { rows: "x" }, { Rows: [] }, []]) {
    it(`nowhere in ${JSON.stringify(reply)}, which is BAD_REPLY`, async (t) => {
      const result = await ask(t, reply, { rows: "rows" });
      assert.equal(result.failed[0].error.code, "BAD_REPLY");
      assert.match(result.failed[0].error.message, /rows/);
    });
  }

  it("one row a user is not asked for: an empty list leaves all users missing", async (t) => {
    assert.equal((await ask(t, [])).missing.length, 4);
  });
});

describe("an object keyed by id", () => {
  it("maps each user's key to its row, whatever `rowKey` is", async (t) => {
    const reply = { 1: { ok: true }, 2: { ok: false, id: 4 }, 3: null };
    const result = await ask(t, reply, { where: { ok: true }, rowKey: "nothing", keepRows: true });
    assert.deepEqual([ids(result.passed), ids(result.skipped), ids(result.missing)], [[1], [2], [3, 4]]);
    assert.deepEqual([...(result.rows?.values() ?? [])], [{ ok: true }, { ok: false, id: 4 }]);
  });

  it("counts the rows of others as unexpected", async (t) => {
    const result = await ask(t, { 1: true, 99: true, x: true });
    assert.deepEqual(result.stats.rows, { received: 3, unexpected: 2, duplicate: 0, unseen: [] });
  });

  it("that is empty leaves all users missing", async (t) => {
    assert.equal((await ask(t, {})).missing.length, 4);
  });

  it("that names none of the batch is BAD_REPLY, since it is something else", async (t) => {
    const result = await ask(t, { error: "try again", code: 7 });
    assert.equal(failedUsers(result).length, 4);
    assert.equal(result.failed[0].error.code, "BAD_REPLY");
  });
});

describe("null in place of a row, or an Error in one of `send`, is no row", () => {
  const absences = /** @type {const} */ (["missing", "skipped", "passed"]);

  for (const absent of absences) {
    it(`so that its user is ${absent} if \`absent\` says so, whatever \`where\` would make of it`, async (t) => {
      /** @type {any} */
      const where = { $nor: [{ banned: true }] };
      const input = users(2);
      const sent = await filterUsers(input, {
        send: async () => /** @type {any[]} */ ([new RangeError("no such user"), { banned: false }]),
        rowKey: null,
        absent,
        where,
        keepRows: true,
      });
      const replies = [
        await ask(t, { 1: null, 2: {}, 3: {}, 4: {} }, { absent, where }),
        await ask(t, [null, {}, {}, {}], { rowKey: null, absent, where }),
        sent,
      ];
      for (const result of replies) assert.ok(ids(result[absent]).includes(1), JSON.stringify(result.stats));
      assert.deepEqual([...(sent.rows?.keys() ?? [])], [input[1]]);
    });
  }
});

describe("an Error in place of a row", () => {
  class Named extends Error {
    get [Symbol.toStringTag]() {
      return "Named";
    }
  }
  /** @type {[string, unknown][]} */
  const errors = [
    ["an Error", new Error("no such user")],
    ["one of a class with a name of its own", new Named("no such user")],
    ["a DOMException", new DOMException("no such user", "NotFoundError")],
    ["one of another realm", runInNewContext("new TypeError('no such user')")],
    ["a DOMException of another realm", { __proto__: { [Symbol.toStringTag]: "DOMException" } }],
    ["one with a key", Object.assign(new Error("no such user"), { id: 1 })],
  ];
  for (const [what, error] of errors) {
    it(`is none, be it ${what}`, async () => {
      const send = async () => [error, { id: 2 }];
      for (const rowKey of [null, "id"]) {
        const { passed, missing } = await filterUsers(users(2), {
          send,
          rowKey,
          where: { $nor: [{ banned: true }] },
        });
        assert.deepEqual([ids(passed), ids(missing)], [[2], [1]]);
      }
    });
  }
});

describe("an object of rows that has a name twice", () => {
  it("means the last one, as JSON.parse does", async (t) => {
    const service = await startService(
      t,
      () => '{"1":{"ok":true},"2":{"ok":false},"1":{"ok":false},"2":{"ok":true}}',
    );
    const result = await filterUsers(users(2), { url: service.url, where: { ok: true } });
    assert.deepEqual([ids(result.passed), ids(result.skipped)], [[2], [1]]);
    assert.equal(result.stats.rows.duplicate, 2);
  });
});

describe("paths that go through arrays", () => {
  it("by index, to the rows and to the key within a row", async (t) => {
    const reply = {
      data: [
        { rows: [[2, true]] },
        {
          rows: [
            [1, true],
            [3, false],
          ],
        },
      ],
    };
    const result = await ask(t, reply, { rows: "data.1.rows", rowKey: "0", where: { 1: true } });
    assert.deepEqual([ids(result.passed), ids(result.skipped), ids(result.missing)], [[1], [3], [2, 4]]);
  });
});

describe("rows by position: `rowKey: null`", () => {
  it("row i is of user i", async (t) => {
    const result = await ask(t, [true, false, true, null], {
      rowKey: null,
      where: { "": true },
      keepRows: true,
    });
    assert.deepEqual([ids(result.passed), ids(result.skipped), ids(result.missing)], [[1, 3], [2], [4]]);
    assert.deepEqual([...(result.rows?.values() ?? [])], [true, false, true]);
  });

  for (const count of [0, 3, 5]) {
    it(`${count} rows for 4 users are BAD_REPLY, and nobody gets another's row`, async (t) => {
      const result = await ask(t, Array(count).fill(true), { rowKey: null });
      assert.equal(failedUsers(result).length, 4);
      assert.equal(result.failed[0].error.code, "BAD_REPLY");
    });
  }
});

describe("users that the reply does not mention", () => {
  for (const absent of /** @type {const} */ (["missing", "skipped", "passed"])) {
    it(`are ${absent} if \`absent\` says so`, async (t) => {
      const result = await ask(
        t,
        [
          { id: 2, ok: true },
          { id: 3, ok: false },
        ],
        { absent, where: { ok: true } },
      );
      const verdicts = {
        missing: ids(result.missing),
        skipped: ids(result.skipped),
        passed: ids(result.passed),
      };
      assert.deepEqual(verdicts, {
        missing: absent === "missing" ? [1, 4] : [],
        skipped: absent === "skipped" ? [1, 3, 4] : [3],
        passed: absent === "passed" ? [1, 2, 4] : [2],
      });
    });
  }
});

describe("duplicate and unexpected rows", () => {
  it("the first row of a user counts, and the others are counted", async (t) => {
    const reply = [
      { id: 1, ok: true },
      { id: 1, ok: false },
      { id: 2, ok: false },
      { id: 2, ok: true },
      { id: 2, ok: true },
    ];
    const result = await ask(t, reply, { where: { ok: true }, keepRows: true });
    assert.deepEqual([ids(result.passed), ids(result.skipped)], [[1], [2]]);
    assert.deepEqual(result.stats.rows, { received: 5, unexpected: 0, duplicate: 3, unseen: [] });
    assert.deepEqual([...(result.rows?.values() ?? [])], [reply[0], reply[2]]);
  });

  it("rows of users not asked about change nothing and are counted", async (t) => {
    const result = await ask(t, [{ id: 5 }, { id: 2 }, { other: 1 }, { id: null }, { id: [1] }, 7, null]);
    assert.deepEqual(ids(result.passed), [2]);
    assert.deepEqual(result.stats.rows, { received: 7, unexpected: 6, duplicate: 0, unseen: [] });
  });

  it("a row of a user of another batch is unexpected", async (t) => {
    const service = await startService(t, ({ index }) => (index === 0 ? [{ id: 1 }, { id: 2 }] : []));
    const input = users(2);
    const result = await filterUsers(input, { url: service.url, batchSize: 1, concurrency: 1 });
    assertLedger(result, input);
    assert.deepEqual([ids(result.passed), ids(result.missing)], [[1], [2]]);
    assert.equal(result.stats.rows.unexpected, 1);
  });

  it("two users of one key both get its row", async (t) => {
    const input = [{ id: 1 }, { id: "1" }, { id: 1n }, { id: 2 }];
    const service = await startService(t, () => [{ id: 1, ok: true }]);
    const result = await filterUsers(input, { url: service.url, where: { ok: true }, keepRows: true });
    assertLedger(result, input);
    assert.deepEqual(result.passed, input.slice(0, 3));
    assert.equal(result.rows?.size, 3);
    assert.equal(result.stats.rows.duplicate, 0);
  });
});

it("rows of which none has a key are something else than rows: BAD_REPLY", async (t) => {
  for (const reply of [[{ ID: 1 }], [[]], [null, 7], [{ id: {} }]]) {
    const result = await ask(t, reply);
    assert.equal(result.failed[0]?.error.code, "BAD_REPLY", JSON.stringify(reply));
    assert.match(result.failed[0].error.message, /no row has a key at `id`/);
  }
});

describe("keepRows", () => {
  it("keys the rows by the very users, and has those of skipped users too", async (t) => {
    const service = await startService(t, () => [
      { id: 1, ok: true, tags: ["ä", { deep: [1.5] }] },
      { id: 2 },
    ]);
    const input = users(3);
    const result = await filterUsers(input, { url: service.url, where: { ok: true }, keepRows: true });
    assert.deepEqual(result.rows?.get(input[0]), { id: 1, ok: true, tags: ["ä", { deep: [1.5] }] });
    assert.deepEqual(result.rows?.get(input[1]), { id: 2 });
    assert.equal(result.rows?.has(input[2]), false);
  });

  it("keeps a member called __proto__ as JSON.parse does", async (t) => {
    const text = '{"id":1,"__proto__":{"ok":true}}';
    const result = await ask(t, `[${text}]`, { keepRows: true });
    assert.deepEqual([...(result.rows?.values() ?? [])], [JSON.parse(text)]);
  });

  it("keeps the rows of every batch, of batches that were halved too", async (t) => {
    const service = await startService(t, (seen) =>
      seen.ids.length > 2 ? 413 : seen.ids.map((id) => ({ id, twice: 2 * id })),
    );
    const input = users(9);
    const result = await filterUsers(input, { url: service.url, batchSize: 5, keepRows: true });
    assertLedger(result, input);
    for (const user of input) assert.deepEqual(result.rows?.get(user), { id: user.id, twice: 2 * user.id });
  });

  it("left out, there are no rows in the result", async (t) => {
    assert.ok(!("rows" in (await ask(t, [{ id: 1 }]))));
  });
});
