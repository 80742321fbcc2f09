import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { runInChild } from "../support/child.js";
import { ids } from "../support/users.js";

describe("numbers in the rows of a `send` that JSON does not know", () => {
  const rows = [
    { id: 1, quota: Number.POSITIVE_INFINITY },
    { id: 2, quota: Number.NEGATIVE_INFINITY },
    { id: 3, quota: Number.NaN },
    { id: 4, quota: null },
    { id: 5, quota: 5 },
    { id: 6, quota: 2n ** 64n },
  ];
  const input = rows.map(({ id }) => ({ id }));
  /** @param {any} where */
  const passing = async (where) =>
    ids((await filterUsers(input, { send: async () => rows, where, keepRows: true })).passed);

  it("are compared as what they are", async () => {
    assert.deepEqual(await passing({ quota: { $gt: 100 } }), [1, 6]);
    assert.deepEqual(await passing({ quota: { $lt: 5 } }), [2]);
    assert.deepEqual(await passing({ quota: 2n ** 64n }), [6]);
  });

  it("are not null", async () => {
    assert.deepEqual(await passing({ quota: null }), [4]);
    assert.deepEqual(await passing({ quota: { $exists: true } }), [1, 2, 3, 4, 5, 6]);
  });

  it("come back as they were answered", async () => {
    const { rows: kept } = await filterUsers(input, { send: async () => rows, keepRows: true });
    for (const [place, user] of input.entries()) assert.equal(kept?.get(user), rows[place]);
  });
});

describe("bigints", () => {
  it("are plain digits, whatever has become of their toJSON", async () => {
    const found = await runInChild(`
      import { filterUsers } from "filter-users";
      const users = [{ id: 9007199254740993n }, { id: 9007199254740992n }];
      const seen = [];
      for (const toJSON of [function () { return Number(this); }, function () { return String(this); }]) {
        BigInt.prototype.toJSON = toJSON;
        const bodies = [];
        const fetch = async (_, { body }) => {
          bodies.push(body);
          return new Response('[{"id":9007199254740993,"n":9007199254740993},{"id":9007199254740992,"n":1}]');
        };
        const options = { url: "http://service.test", fetch, where: { n: { $gte: 9007199254740993n } } };
        const { passed } = await filterUsers(users, options);
        await filterUsers(users, { ...options, body: "users" });
        await filterUsers(users, { ...options, body: (batch) => ({ of: batch[0].id }) });
        const sent = await filterUsers(users, { send: async (batch) => batch.map(({ id }) => ({ id, n: id })), where: options.where });
        seen.push({ bodies, passed: passed.map(({ id }) => String(id)), sent: sent.passed.map(({ id }) => String(id)) });
      }
      delete BigInt.prototype.toJSON;
      console.log(JSON.stringify(seen));
    `);
    const [first, second] = ["9007199254740993", "9007199254740992"];
    const expected = {
      bodies: [
        `{"ids":[${first},${second}]}`,
        `{"users":[{"id":${first}},{"id":${second}}]}`,
        `{"of":${first}}`,
      ],
      passed: [first],
      sent: [first],
    };
    assert.deepEqual(found, [expected, expected]);
  });
});
