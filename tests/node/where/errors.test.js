import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FilterUsersError, filterUsers } from "filter-users";
import { rejection, users } from "../support/users.js";

const OPERATORS =
  "one of $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $not, $size, $all, $elemMatch, $mod, $type";
const LOGICAL = "one of $and, $or, $nor";
const TYPES = "one of double, string, object, array, bool, null, int, long, number";

const CONDITIONS = "an object of conditions";
const BRANCHES = "a non-empty array of conditions";
const LIST = "an array of values";
const SIZE = "an integer of 0 or more";
const TWO_INTEGERS = "an array of two integers, the divisor not 0";
const TYPE = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
const VALUE = "a string, a number, a bigint, a boolean, null, an array or a plain object";
const NO_OPERATORS = "either operators only or a plain value";
const NO_DEEPER = "no deeper than 100 levels";

/** @param {any} where */
async function messageOf(where) {
  const send = async () => assert.fail("nothing is sent");
  const error = await rejection(filterUsers(users(1), { send, where }));
  assert.ok(error instanceof FilterUsersError, String(error));
  assert.equal(error.code, "INVALID_OPTION");
  return error.message;
}

/** @param {[where: unknown, at: string, expected: string, got: string][]} wrong */
function isRefused(wrong) {
  for (const [where, at, expected, got] of wrong) {
    it(`${at}: expects ${expected}, got ${got}`, async () => {
      assert.equal(await messageOf(where), `Expected \`${at}\` to be ${expected}, got ${got}`);
    });
  }
}

/** @param {number} levels @param {(inner: unknown) => unknown} around @param {unknown} inner */
function nested(levels, around, inner) {
  for (let level = 0; level < levels; level++) inner = around(inner);
  return inner;
}

/** Whether it is a condition. @param {any} where */
async function isTaken(where) {
  const send = async () => [];
  const { missing } = await filterUsers(users(1), { send, where });
  assert.equal(missing.length, 1);
}

describe("a condition that is none", () => {
  const expected = "a condition or a function";
  isRefused([
    [null, "where", expected, "null"],
    [7, "where", expected, "7"],
    [7n, "where", expected, "7n"],
    ["x", "where", expected, '"x"'],
    [true, "where", expected, "true"],
    [[], "where", expected, "an empty array"],
    [[{}], "where", expected, "an array"],
    [Symbol("s"), "where", expected, "a symbol"],
    [new Date(0), "where", VALUE, "an instance of Date"],
  ]);
});

describe("a value that no row can have", () => {
  isRefused([
    [{ a: undefined }, "where.a", VALUE, "undefined"],
    [{ a: () => true }, "where.a", VALUE, "a function"],
    [{ a: Symbol("s") }, "where.a", VALUE, "a symbol"],
    [{ a: new Date(0) }, "where.a", VALUE, "an instance of Date"],
    [{ a: /x/ }, "where.a", VALUE, "an instance of RegExp"],
    [{ a: new String("x") }, "where.a", VALUE, "an instance of String"],
    [{ a: { $gte: new Map() } }, "where.a.$gte", VALUE, "an instance of Map"],
    [{ $or: [{ "b.c": Promise.resolve() }] }, "where.$or.0.b.c", VALUE, "a promise"],
    [{ "": undefined }, "where.", VALUE, "undefined"],
    // biome-ignore lint/suspicious/noSparseArray: it is one that is refused
    [{ a: { $in: [1, , 2] } }, "where.a.$in.1", VALUE, "undefined"],
    [{ a: Number.NaN }, "where.a", "a number", "NaN"],
    [{ a: { $in: [1, Number.NaN] } }, "where.a.$in.1", "a number", "NaN"],
    // Before anything else that is wrong.
    [{ $x: 1, a: { b: [Number.NaN] } }, "where.a.b.0", "a number", "NaN"],
  ]);

  it("objects of other realms and without a prototype are plain ones", async () => {
    await isTaken({ a: Object.assign(Object.create(null), { $gt: 1 }) });
    await isTaken({ a: [1n, Number.POSITIVE_INFINITY, "\ud83d", [{}], null, true] });
  });
});

describe("an unknown operator is answered with the nearest", () => {
  for (const [typo, nearest] of [
    ["$gtt", "$gt"],
    ["$eqq", "$eq"],
    ["$exist", "$exists"],
    ["$elemmatch", "$elemMatch"],
    ["$GTE", "$gte"],
    ["$nni", "$nin"],
    ["$typ", "$type"],
    ["$", "$eq"],
    ["$modulo", "$mod"],
    ["$sise", "$size"],
    ["$tpye", "$type"],
    ["$xe", "$ne"],
    ["$regex", "$eq"],
  ]) {
    it(`${typo}: ${nearest}`, async () => {
      assert.equal(
        await messageOf({ balance: { [typo]: 1 } }),
        `Expected \`where.balance.${typo}\` to be ${OPERATORS} (did you mean \`${nearest}\`?), got ${typo}`,
      );
    });
  }

  isRefused([
    [{ a: 1, $ad: [] }, "where.$ad", `${LOGICAL} (did you mean \`$and\`?)`, "$ad"],
    [{ $gt: 1 }, "where.$gt", `${LOGICAL} (did you mean \`$or\`?)`, "$gt"],
    [
      { $and: [{}, { "a.b": { $not: { $x: 1 } } }] },
      "where.$and.1.a.b.$not.$x",
      `${OPERATORS} (did you mean \`$eq\`?)`,
      "$x",
    ],
    [
      { "": { $elemMatch: { $or: [{ $gt: 1 }] } } },
      'where[""].$elemMatch.$or.0.$gt',
      `${LOGICAL} (did you mean \`$or\`?)`,
      "$gt",
    ],
    [{ a: { $type: "nubmer" } }, "where.a.$type", `${TYPES} (did you mean \`number\`?)`, "nubmer"],
    [{ a: { $type: ["int", "Bol"] } }, "where.a.$type.1", `${TYPES} (did you mean \`bool\`?)`, "Bol"],
  ]);
});

describe("an operand of the wrong sort", () => {
  isRefused([
    [{ $and: [] }, "where.$and", BRANCHES, "an empty array"],
    [{ $or: {} }, "where.$or", BRANCHES, "an empty object"],
    [{ $or: { a: 1 } }, "where.$or", BRANCHES, "an object"],
    [{ $nor: [{}, 1] }, "where.$nor.1", CONDITIONS, "1"],
    [{ $and: ["x".repeat(50)] }, "where.$and.0", CONDITIONS, `"${"x".repeat(40)}…"`],
    [{ $and: [[]] }, "where.$and.0", CONDITIONS, "an empty array"],
    [{ a: { $in: 1 } }, "where.a.$in", LIST, "1"],
    [{ a: { $in: 12n } }, "where.a.$in", LIST, "12n"],
    [{ a: { $in: -0 } }, "where.a.$in", LIST, "0"],
    [{ a: { $in: 1e21 } }, "where.a.$in", LIST, "1e+21"],
    [{ a: { $in: Number.NEGATIVE_INFINITY } }, "where.a.$in", LIST, "-Infinity"],
    [{ a: { $nin: { b: 1 } } }, "where.a.$nin", LIST, "an object"],
    [{ a: { $all: "x" } }, "where.a.$all", LIST, '"x"'],
    [{ a: { $all: "😀\n" } }, "where.a.$all", LIST, '"😀\\n"'],
    [{ a: { $all: [{ $elemMatch: {} }, 1] } }, "where.a.$all.1", "an `$elemMatch` as the others are", "1"],
    [{ a: { $all: [1, { $elemMatch: {} }] } }, "where.a.$all.0", "an `$elemMatch` as the others are", "1"],
    [{ a: { $exists: 1 } }, "where.a.$exists", "true or false", "1"],
    [{ a: { $exists: null } }, "where.a.$exists", "true or false", "null"],
    [{ a: { $not: 5 } }, "where.a.$not", "an object of operators", "5"],
    [{ a: { $not: {} } }, "where.a.$not", "an object of operators", "an empty object"],
    [{ a: { $not: { b: 1 } } }, "where.a.$not", "an object of operators", "an object"],
    [{ a: { $size: -1 } }, "where.a.$size", SIZE, "-1"],
    [{ a: { $size: 1.5 } }, "where.a.$size", SIZE, "1.5"],
    [{ a: { $size: "1" } }, "where.a.$size", SIZE, '"1"'],
    [{ a: { $size: Number.POSITIVE_INFINITY } }, "where.a.$size", SIZE, "Infinity"],
    [{ a: { $size: -2n } }, "where.a.$size", SIZE, "-2n"],
    [{ a: { $size: 2 ** 32 } }, "where.a.$size", SIZE, "4294967296"],
    [{ a: { $mod: [0, 1] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [1] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [1, 2, 3] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [1.5, 2] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [0n, 2] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [2 ** 63, 2] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: [9223372036854775808n, 0n] } }, "where.a.$mod", TWO_INTEGERS, "an array"],
    [{ a: { $mod: 4 } }, "where.a.$mod", TWO_INTEGERS, "4"],
    [{ a: { $elemMatch: 1 } }, "where.a.$elemMatch", CONDITIONS, "1"],
    [{ a: { $elemMatch: [] } }, "where.a.$elemMatch", CONDITIONS, "an empty array"],
    [{ a: { $type: 5 } }, "where.a.$type", TYPE, "5"],
    [{ a: { $type: 5n } }, "where.a.$type", TYPE, "5n"],
    [{ a: { $type: [] } }, "where.a.$type", TYPE, "an empty array"],
    [{ a: { $type: [2, true] } }, "where.a.$type.1", TYPE, "true"],
    [{ a: { $type: [[2]] } }, "where.a.$type.0", TYPE, "an array"],
    [{ a: { $in: [1, { $gt: 1 }] } }, "where.a.$in.1", "a plain value", "an object of operators"],
    [{ a: { $all: [{ $gt: 1 }] } }, "where.a.$all.0", "a plain value", "an object of operators"],
    [{ a: { $gt: 1, b: 2 } }, "where.a", NO_OPERATORS, "`$gt` beside `b`"],
    [{ a: { b: 2, $gt: 1 } }, "where.a", NO_OPERATORS, "`$gt` beside `b`"],
    [{ a: { $elemMatch: { $gt: 1, b: 2 } } }, "where.a.$elemMatch", NO_OPERATORS, "`$gt` beside `b`"],
    [{ a: { $not: { $gt: 1, b: 2 } } }, "where.a.$not", NO_OPERATORS, "`$gt` beside `b`"],
  ]);

  it("bigints do where integers are wanted", async () => {
    await isTaken({ a: { $size: 2n, $type: 16n, $mod: [9223372036854775807n, -9223372036854775808n] } });
    await isTaken({ a: { $size: 2 ** 32 - 1, $mod: [-(2 ** 63), 1n] } });
  });
});

describe("a condition that is too deep", () => {
  const deepest = `Expected \`where\` to be at most 100 levels deep, got a deeper one at`;
  const listed = (/** @type {unknown} */ inner) => [inner];

  it("is taken over to a hundred levels", async () => {
    await isTaken(nested(49, (inner) => ({ $or: [inner] }), { a: [1] }));
    const message = await messageOf(nested(50, (inner) => ({ $or: [inner] }), { a: 1 }));
    assert.equal(message, `${deepest} \`where${".$or.0".repeat(50)}.a\``);
    await isTaken({ a: nested(99, listed, null) });
    assert.equal(
      await messageOf({ a: nested(100, listed, null) }),
      `${deepest} \`where.a${".0".repeat(100)}\``,
    );
  });

  isRefused([
    [{ a: nested(99, listed, []) }, "where.a…", NO_DEEPER, "a deeper one"],
    [
      { "😀": nested(50, (inner) => ({ $elemMatch: inner }), { $gt: 1 }) },
      `where.😀${".$elemMatch".repeat(4)}.$elemMat…`,
      NO_DEEPER,
      "a deeper one",
    ],
    [{ [".".repeat(100)]: 1 }, `where.${".".repeat(100)}`, "a path of up to 100 names", "101 names"],
  ]);

  it("and what is not deeper is none", async () => {
    await isTaken({ a: nested(98, listed, []) });
    await isTaken({ a: nested(49, (inner) => ({ $elemMatch: inner }), { $gt: 1 }) });
    await isTaken({ [".".repeat(99)]: 1 });
  });
});
