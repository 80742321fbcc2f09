import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { filterUsers } from "filter-users";

/**
 * Which of `rows` meet `where`, by position.
 *
 * @param {unknown[]} rows
 * @param {any} where
 */
async function passing(rows, where) {
  const input = rows.map((_, id) => ({ id }));
  const result = await filterUsers(input, {
    url: "http://service.test",
    rowKey: null,
    batchSize: 1000,
    retry: 0,
    where,
    fetch: async () => Response.json(rows),
  });
  assert.deepEqual(result.failed, []);
  assert.equal(result.passed.length + result.skipped.length, rows.length);
  return result.passed.map(({ id }) => id);
}

describe("where, as a condition", () => {
  const rows = [
    { age: 17, name: "Ann", tags: ["new"], address: { city: "Oslo" } },
    { age: 18, name: "Bob", tags: [], address: { city: null } },
    { age: "18", name: "bob", tags: ["new", "vip"] },
    { age: null, address: [{ city: "Rome" }, { city: "Oslo" }] },
    {},
  ];
  /** @type {[string, any, number[]][]} */
  const cases = [
    ["nothing", {}, [0, 1, 2, 3, 4]],
    ["a value", { age: 18 }, [1]],
    ["a bigint", { age: 18n }, [1]],
    ["null, which a missing field is too", { age: null }, [3, 4]],
    ["$ne", { age: { $ne: 18 } }, [0, 2, 3, 4]],
    ["$gte, within one type", { age: { $gte: 17 } }, [0, 1]],
    ["$gt of strings, by code point", { name: { $gt: "Bob" } }, [2]],
    ["$in", { name: { $in: ["Ann", null] } }, [0, 3, 4]],
    ["$nin", { name: { $nin: ["Ann", null] } }, [1, 2]],
    ["$exists", { age: { $exists: true } }, [0, 1, 2, 3]],
    ["an element of an array", { tags: "vip" }, [2]],
    ["the whole array", { tags: ["new", "vip"] }, [2]],
    ["$size", { tags: { $size: 0 } }, [1]],
    ["$all", { tags: { $all: ["vip", "new"] } }, [2]],
    ["a dotted path, into arrays too", { "address.city": "Oslo" }, [0, 3]],
    ["$elemMatch", { address: { $elemMatch: { city: "Rome" } } }, [3]],
    ["two at once", { age: { $gte: 17, $lt: 18 }, name: "Ann" }, [0]],
    ["$or", { $or: [{ age: 17 }, { tags: "vip" }] }, [0, 2]],
    ["$and", { $and: [{ age: 18 }, { name: "Bob" }] }, [1]],
    ["$nor", { $nor: [{ age: 17 }, { age: 18 }] }, [2, 3, 4]],
    ["$not", { age: { $not: { $gte: 18 } } }, [0, 2, 3, 4]],
    ["$mod", { age: { $mod: [2, 0] } }, [1]],
    ["$type", { age: { $type: "string" } }, [2]],
  ];
  for (const [name, where, expected] of cases) {
    it(`${name}: ${show(where)}`, async () => assert.deepEqual(await passing(rows, where), expected));
  }

  it('the row itself, at ""', async () => {
    assert.deepEqual(await passing([5, 7, "7", true, [6]], { "": { $gt: 5 } }), [1, 4]);
  });

  it("numbers beyond 2^53 are compared to the last digit with bigints", async () => {
    const fetch = async () => new Response('[{"id":0,"n":9007199254740993},{"id":1,"n":9007199254740992}]');
    const where = { n: { $gt: 9007199254740992n } };
    const result = await filterUsers([{ id: 0 }, { id: 1 }], { url: "http://service.test", where, fetch });
    assert.deepEqual(result.passed, [{ id: 0 }]);
  });
});

describe("a condition and a function of the same meaning decide alike", () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0.5, 1e21, -0, "", "a", "b", "ä", "😀", "\uffff", true, false, null),
  );
  const row = fc.record(
    { a: value, b: value, c: fc.record({ d: value }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );

  /** @type {Record<string, (found: any, wanted: any) => boolean>} */
  const operators = {
    $eq: (found, wanted) => (found ?? null) === wanted,
    $ne: (found, wanted) => (found ?? null) !== wanted,
    $gt: (found, wanted) => isOrdered(found, wanted) && compare(found, wanted) > 0,
    $gte: (found, wanted) =>
      (isOrdered(found, wanted) && compare(found, wanted) > 0) || (found ?? null) === wanted,
    $lt: (found, wanted) => isOrdered(found, wanted) && compare(found, wanted) < 0,
    $lte: (found, wanted) =>
      (isOrdered(found, wanted) && compare(found, wanted) < 0) || (found ?? null) === wanted,
  };
  const condition = fc.tuple(
    fc.constantFrom("a", "b", "c.d"),
    fc.constantFrom(...Object.keys(operators)),
    value,
  );

  it("one operator on one path", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        condition,
        async (rows, [path, operator, wanted]) => {
          const expected = rows.flatMap((row, index) =>
            operators[operator](at(row, path), wanted) ? [index] : [],
          );
          assert.deepEqual(await passing(rows, { [path]: { [operator]: wanted } }), expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("several of them under $or, $and and $nor", async () => {
    const all = fc.array(condition, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), all, async (rows, conditions) => {
        const parts = conditions.map(([path, operator, wanted]) => ({ [path]: { [operator]: wanted } }));
        const holds = (/** @type {any} */ row) =>
          conditions.map(([path, operator, wanted]) => operators[operator](at(row, path), wanted));
        const select = (/** @type {(all: boolean[]) => boolean} */ wanted) =>
          rows.flatMap((row, index) => (wanted(holds(row)) ? [index] : []));
        assert.deepEqual(
          await passing(rows, { $or: parts }),
          select((all) => all.includes(true)),
        );
        assert.deepEqual(
          await passing(rows, { $and: parts }),
          select((all) => !all.includes(false)),
        );
        assert.deepEqual(
          await passing(rows, { $nor: parts }),
          select((all) => !all.includes(true)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** @param {any} row @param {string} path */
const at = (row, path) => path.split(".").reduce((value, name) => value?.[name], row);

/** @param {unknown} found @param {unknown} wanted */
const isOrdered = (found, wanted) => found !== null && wanted !== null && typeof found === typeof wanted;

/** By code point, unlike `<`. @param {any} a @param {any} b */
function compare(a, b) {
  if (typeof a !== "string") return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @param {unknown} where */
function show(where) {
  return JSON.stringify(where, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
