import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emptyStats, filterUsers, mergeStats } from "filter-users";
import { users } from "../support/users.js";

/** The figures of rows. @param {any} where @param {unknown[]} rows */
async function rowsOf(where, rows) {
  const fetch = async () => new Response(JSON.stringify(rows));
  const { stats } = await filterUsers(users(2), { url: "http://service.test", fetch, where });
  return stats.rows;
}

describe("stats.rows.unseen", () => {
  it("names the fields of `where` that no row had", async () => {
    const where = {
      balance: 1,
      "a.b": { $gt: 1 },
      "a.c": 1,
      $or: [{ x: 1 }, { $nor: [{ y: 2 }] }],
      list: { $elemMatch: { z: 1 } },
    };
    const rows = [
      { id: 1, a: { b: null }, y: 1, list: [] },
      { id: 2, a: [{ d: 1 }] },
    ];
    assert.deepEqual((await rowsOf(where, rows)).unseen, ["balance", "a.c", "x"]);
  });

  it("is empty where all were there, in whichever row, or nothing was to be looked at", async () => {
    assert.deepEqual(
      (
        await rowsOf({ a: 1, b: 1 }, [
          { id: 1, a: 2 },
          { id: 2, b: 2 },
        ])
      ).unseen,
      [],
    );
    assert.deepEqual((await rowsOf({ a: 1 }, [])).unseen, []);
    assert.deepEqual((await rowsOf(undefined, [{ id: 1 }])).unseen, []);
    assert.deepEqual((await rowsOf((/** @type {any} */ row) => row.a === 1, [{ id: 1 }])).unseen, []);
    assert.deepEqual((await rowsOf({ "": { $type: "object" } }, [{ id: 1 }])).unseen, []);
  });

  it("says of very many fields what it can", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `f${index}`);
    const where = Object.fromEntries(names.map((name) => [name, 1]));
    assert.deepEqual((await rowsOf(where, [{ id: 1, f0: 1 }])).unseen, names.slice(1, 64));
  });

  it("is of both runs where they are merged", () => {
    const stats = (/** @type {number} */ received, /** @type {string[]} */ unseen) => ({
      ...emptyStats(),
      rows: { received, unexpected: 0, duplicate: 0, unseen },
    });
    const merged = (/** @type {any} */ a, /** @type {any} */ b) => mergeStats(a, b).rows.unseen;
    assert.deepEqual(merged(stats(1, ["a", "b"]), stats(1, ["b", "c"])), ["b"]);
    assert.deepEqual(merged(stats(1, ["a", "b"]), stats(0, [])), ["a", "b"]);
    assert.deepEqual(merged(emptyStats(), stats(1, ["a"])), ["a"]);
    assert.deepEqual(merged(stats(1, ["a"]), stats(2, [])), []);
  });
});
