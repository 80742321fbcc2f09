import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FilterUsersError, filterUsers } from "filter-users";

/**
 * Which of the rows of a reply meet `where`, by position.
 *
 * @param {string} reply
 * @param {any} where
 */
async function passing(reply, where) {
  const input = JSON.parse(reply).map((/** @type {unknown} */ _, /** @type {number} */ id) => ({ id }));
  const options = { url: "http://service.test", rowKey: null, where, fetch: async () => new Response(reply) };
  const { passed, failed } = await filterUsers(input, options);
  assert.deepEqual(failed, []);
  return passed.map(({ id }) => id);
}

describe("names like integers, which come first in an object of JavaScript's", () => {
  it("stand in a row where they like", async () => {
    const rows =
      '[{"x":{"eur":5,"10":1}},{"x":{"10":1,"eur":5}},{"x":{"10":1,"eur":5,"2":3}},{"x":{"eur":1,"10":5}}]';
    assert.deepEqual(await passing(rows, { x: { eur: 5, 10: 1 } }), [0, 1]);
    assert.deepEqual(await passing(rows, { x: { $ne: { eur: 5, 10: 1 } } }), [2, 3]);
    assert.deepEqual(await passing(rows, { x: { $in: [{ 2: 3, eur: 5, 10: 1 }] } }), [2]);
  });

  it("are those that JavaScript takes for such", async () => {
    const rows =
      '[{"x":{"a":1,"01":2}},{"x":{"01":2,"a":1}},{"x":{"a":1,"4294967295":2}},{"x":{"4294967295":2,"a":1}}]';
    assert.deepEqual(await passing(rows, { x: { a: 1, "01": 2 } }), [0]);
    assert.deepEqual(await passing(rows, { x: { a: 1, 4294967295: 2 } }), [2]);
  });

  it("and others stay in their order", async () => {
    const rows = '[{"x":{"b":1,"a":2,"b":3}},{"x":{"a":2,"b":3}}]';
    assert.deepEqual(await passing(rows, { x: { b: 3, a: 2 } }), [0]);
  });
});

describe("numbers beyond 2^53", () => {
  const rows =
    '[{"v":9007199254740991},{"v":9007199254740992},{"v":9007199254740993},{"v":9.007199254740992e15}]';

  it("are what they exactly are", async () => {
    assert.deepEqual(await passing(rows, { v: 2 ** 53 }), [1, 3]);
    assert.deepEqual(await passing(rows, { v: { $gt: 2 ** 53 } }), [2]);
    assert.deepEqual(await passing(rows, { v: { $in: [2 ** 53, 1e300, -1] } }), [1, 3]);
    assert.deepEqual(await passing(rows, { v: { $gte: -(2 ** 60), $ne: 2 ** 53 } }), [0, 2]);
  });

  it("as bigints are", async () => {
    for (const power of [53, 54, 63, 64, 100, 1023]) {
      const exact = [2n ** BigInt(power) - 1n, 2n ** BigInt(power), 2n ** BigInt(power) + 1n];
      const reply = `[${exact.map((v) => `{"v":${v}}`).join(",")}]`;
      for (const operator of ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"]) {
        assert.deepEqual(
          await passing(reply, { v: { [operator]: 2 ** power } }),
          await passing(reply, { v: { [operator]: 2n ** BigInt(power) } }),
        );
      }
    }
  });

  it("and infinity is more than any that is written with few digits", async () => {
    assert.deepEqual(
      await passing('[{"v":1e308},{"v":1e309},{"v":-1e309}]', { v: Number.POSITIVE_INFINITY }),
      [1],
    );
  });
});

describe("an operator without its sign", () => {
  const rows = '[{"v":{"gt":3}},{"v":{"size":3,"color":"red"}},{"v":4,"or":[{"a":1}]}]';
  /** @type {[where: any, at: string, operator: string, got: string][]} */
  const wrong = [
    [{ v: { gt: 3 } }, "where.v.gt", "$gt", "gt"],
    [{ v: { exists: true, size: 3 } }, "where.v.exists", "$exists", "exists"],
    [{ $nor: [{ v: { elemMatch: {} } }] }, "where.$nor.0.v.elemMatch", "$elemMatch", "elemMatch"],
    [{ or: [{ v: 1 }, { v: 2 }] }, "where.or", "$or", "or"],
  ];
  for (const [where, at, operator, got] of wrong) {
    it(`is refused: ${at}`, async () => {
      const message = `Expected \`${at}\` to be \`${operator}\` (what is meant as it stands goes into \`$eq\`), got ${got}`;
      await assert.rejects(passing(rows, where), { code: "INVALID_OPTION", message });
    });
  }

  it("is a name where it is meant as one", async () => {
    assert.deepEqual(await passing(rows, { v: { $eq: { gt: 3 } } }), [0]);
    assert.deepEqual(await passing(rows, { v: { $in: [{ gt: 3 }] } }), [0]);
    assert.deepEqual(await passing(rows, { v: { $ne: { gt: 3 } } }), [1, 2]);
    assert.deepEqual(await passing(rows, { v: { size: 3, color: "red" } }), [1]);
    assert.deepEqual(await passing(rows, { or: { $eq: [{ a: 1 }] } }), [2]);
    assert.deepEqual(await passing(rows, { or: { $size: 1 } }), [2]);
    assert.deepEqual(await passing(rows, { or: 1 }), []);
  });
});

describe("strings that are no Unicode", () => {
  it("are told from the character that stands for them", async () => {
    const rows = '[{"v":"\\ud83d"},{"v":"\\ufffd"},{"v":"a\\udc00b"},{"\\ud83d":1}]';
    assert.deepEqual(await passing(rows, { v: "\ud83d" }), [0]);
    assert.deepEqual(await passing(rows, { v: "\ufffd" }), [1]);
    assert.deepEqual(await passing(rows, { v: { $in: ["a\udc00b", "😀\ufffd"] } }), [2]);
    assert.deepEqual(await passing(rows, { "\ud83d": 1 }), [3]);
  });
});

describe("a condition of the caller's", () => {
  it("is read once", async () => {
    let reads = 0;
    const where = {
      get v() {
        reads++;
        return reads;
      },
    };
    assert.deepEqual(await passing('[{"v":1},{"v":2}]', where), [0]);
    assert.equal(reads, 1);
  });

  const error = new RangeError("not today");
  const throwing = () => {
    throw error;
  };
  /** @type {[string, () => any][]} */
  const throwers = [
    ["a getter", () => Object.defineProperty({}, "v", { enumerable: true, get: throwing })],
    [
      "a getter within",
      () => ({ $or: [{ a: 1 }, Object.defineProperty({}, "v", { enumerable: true, get: throwing })] }),
    ],
    ["an iterator", () => ({ v: { $in: Object.assign([1], { [Symbol.iterator]: throwing }) } })],
    ["a proxy's names", () => new Proxy({}, { ownKeys: throwing })],
    ["a proxy's prototype", () => ({ v: new Proxy({}, { getPrototypeOf: throwing }) })],
    ["a proxy's members", () => ({ v: new Proxy({ $gt: 1 }, { get: throwing }) })],
    [
      "a value that is shown",
      () => ({
        v: Object.create(
          Object.create({
            get constructor() {
              return throwing();
            },
          }),
        ),
      }),
    ],
  ];
  for (const [what, where] of throwers) {
    it(`throws what ${what} throws, and breaks nothing`, async () => {
      const other = passing('[{"v":1}]', { v: 1 });
      await assert.rejects(passing('[{"v":1}]', where()), (thrown) => thrown === error);
      assert.deepEqual(await other, [0]);
      assert.deepEqual(await passing('[{"v":1}]', { v: 1 }), [0]);
    });
  }

  it("may be a proxy that was revoked", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await assert.rejects(passing('[{"v":1}]', { v: proxy }), TypeError);
    await assert.rejects(passing('[{"v":1}]', proxy), TypeError);
    assert.deepEqual(await passing('[{"v":1}]', { v: 1 }), [0]);
  });

  it("that stands within itself is too deep", async () => {
    /** @type {any} */
    const where = {};
    where.a = where;
    where.b = where;
    await assert.rejects(passing("[{}]", where), (thrown) => {
      assert.ok(thrown instanceof FilterUsersError);
      assert.match(
        thrown.message,
        /^Expected `where` to be at most 100 levels deep, got a deeper one at `where(\.a){101}`$/,
      );
      return true;
    });
  });

  it("has its bigints read, whatever has become of their methods", async (t) => {
    const own = Object.getOwnPropertyDescriptors(BigInt.prototype);
    t.after(() => {
      delete (/** @type {any} */ (BigInt.prototype).toJSON);
      Object.defineProperties(BigInt.prototype, own);
    });
    Object.assign(BigInt.prototype, { toString: () => "7", toJSON: () => 7 });
    const rows = '[{"v":7},{"v":12345678901234567890123},{"v":12345678901234567890124}]';
    assert.deepEqual(await passing(rows, { v: 12345678901234567890123n }), [1]);
    assert.deepEqual(await passing(rows, { v: { $in: [12345678901234567890124n, [1n]] } }), [2]);
  });
});
