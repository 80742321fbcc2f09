import { toJson } from "../../pkg/platform/json.js";

/**
 * Inputs that once took far more than twice as long for twice as much.
 *
 * @typedef {object} Input
 * @property {string} what
 * @property {string} unit of what there are `n`
 * @property {number} n the least; the others are twice as much each
 * @property {(n: number) => { row?: string, rows?: string, where?: any, count?: number }} make
 */

/** @param {number} n @param {(index: number) => unknown} one */
const list = (n, one) => Array.from({ length: n }, (_, index) => one(index));

/** As many values of a row as operands, none of which it has. @param {(index: number) => unknown} one */
const notIn = (one) => (/** @type {number} */ n) => ({
  row: `{"id":0,"v":${toJson(list(n, (index) => one(n + index)))}}`,
  where: { v: { $nin: list(n, one) } },
});

/** @type {Input[]} */
export const inputs = [
  {
    what: "bigints in `$nin`, as many in the row",
    unit: "bigints",
    n: 10_000,
    make: notIn((index) => 10n ** 20n + BigInt(index)),
  },
  {
    what: "objects in `$nin`, as many in the row",
    unit: "objects",
    n: 10_000,
    make: notIn((index) => ({ a: index, b: 1 })),
  },
  {
    what: "arrays in `$nin`, as many in the row",
    unit: "arrays",
    n: 10_000,
    make: notIn((index) => [index, "x"]),
  },
  {
    what: "strings in `$nin`, as many in the row",
    unit: "strings",
    n: 10_000,
    make: notIn((index) => `s${index}`),
  },
  {
    what: "a path of fifty names through as many arrays and objects",
    unit: "rows",
    n: 500,
    make: (n) => {
      const nested = `${'[{"0":'.repeat(50)}1${"}]".repeat(50)}`;
      const rows = `${toJson(list(n, (id) => ({ id, x: null })))}`.replaceAll('"x":null', `"x":${nested}`);
      return { count: n, rows, where: { [`x.${list(50, () => "0").join(".")}`]: { $exists: false } } };
    },
  },
  {
    what: "one long number, and many operands",
    unit: "digits, operands a hundred times fewer",
    n: 250_000,
    make: (n) => ({
      row: `{"id":0,"v":${"1".repeat(n)}}`,
      where: { $or: list(n / 100, (index) => ({ v: BigInt(index) })) },
    }),
  },
  {
    what: "numbers near zero of twenty digits",
    unit: "numbers",
    n: 50_000,
    make: (n) => ({
      row: `{"id":0,"v":[${list(n, () => "1.2345678901234567890e-310").join(",")}]}`,
      where: { v: { $gt: 1 } },
    }),
  },
  {
    what: "`$or` of as many fields",
    unit: "fields",
    n: 10_000,
    make: (n) => ({ row: '{"id":0,"v":1}', where: { $or: list(n, (index) => ({ [`f${index}`]: 1 })) } }),
  },
  {
    what: "users of one batch, rows in another order",
    unit: "users",
    n: 10_000,
    make: (n) => ({ count: n, rows: toJson(list(n, (index) => ({ id: n - 1 - index }))) }),
  },
];
