import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";

// What takes twice as long for twice as much takes a moment here. Were it to grow any faster, none of these would come to an end.

const MANY = 100_000;
const numbers = Array.from({ length: MANY }, (_, index) => index);

/**
 * Whether a row meets `where`.
 *
 * @param {string} row
 * @param {any} where
 */
async function passes(row, where) {
  const fetch = async () => new Response(`[{"id":1,"v":${row}}]`);
  const { passed, failed } = await filterUsers([{ id: 1 }], { url: "http://service.test", where, fetch });
  assert.deepEqual(failed, []);
  return passed.length === 1;
}

describe("thousands of values in $in and $nin are not compared one by one", () => {
  /** @type {[string, (index: number) => unknown][]} */
  const kinds = [
    ["bigints", (index) => 10n ** 20n + BigInt(index)],
    ["numbers", (index) => index / 2],
    ["strings", (index) => `s${index}`],
    ["arrays", (index) => [index, "x"]],
    ["objects", (index) => ({ a: index, b: [BigInt(index)] })],
  ];
  for (const [name, make] of kinds) {
    it(name, async () => {
      const values = numbers.map(make);
      const write = (/** @type {unknown} */ value) =>
        JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `#${inner}#` : inner)).replace(
          /"#|#"/g,
          "",
        );
      const others = `[${values.map((_, index) => write(make(index + MANY))).join(",")}]`;
      assert.ok(await passes(others, { v: { $nin: values } }));
      assert.ok(await passes(`${others.slice(0, -1)},${write(make(7))}]`, { v: { $in: values } }));
    });
  }
});

describe("a path", () => {
  it("comes to each value once, though an index may be a name or an element", async () => {
    const levels = 60;
    const nested = `${'[{"0":'.repeat(levels)}1${"}]".repeat(levels)}`;
    const names = Array(levels).fill("0").join(".");
    assert.ok((await passes(nested, { [`v.${names}`]: { $exists: false } })) !== undefined);
    assert.ok(await passes(nested, { [`v.${names}.${names.slice(0, 60)}`]: { $ne: 2 } }));
    assert.ok(await passes(nested, { [`v.${names}`]: 1 }));
  });
});

describe("what is long", () => {
  it("is a number that many operands are compared with", async () => {
    const digits = "1234567890".repeat(100_000);
    const $or = numbers.flatMap((index) => [{ v: BigInt(index) }, { v: index }, { v: { $mod: [1000, 7] } }]);
    assert.ok(!(await passes(digits, { $or })));
    assert.ok(!(await passes(`0.${digits}`, { $or })));
    assert.ok(await passes(digits, { $or: [...$or, { v: { $gt: 10n ** 999_990n } }] }));
  });

  it("is a string that many operands are compared with", async () => {
    const text = "abcdefghij".repeat(100_000);
    const $or = numbers.flatMap((index) => [{ v: `a${index}` }, { v: { $gt: `b${index}` } }]);
    assert.ok(!(await passes(`"${text}"`, { $or })));
    assert.ok(!(await passes(`"${text}\\n"`, { $or })));
    assert.ok(await passes(`"${text}"`, { $or: [...$or, { v: text }] }));
  });

  it("is a condition", async () => {
    const $or = Array.from({ length: 4 * MANY }, (_, index) => ({ [`f${index}`]: 1 }));
    assert.ok(!(await passes("1", { $or })));
    const members = numbers.map((index) => `"g${index}":1`).join(",");
    assert.ok(!(await passes(`1,${members}`, { $or })));
    assert.ok(await passes(`1,${members},"f${4 * MANY - 1}":1`, { $or }));
  });
});
