/**
 * Sorts, searches and writes out the passing users, beside the page's thread: at 100,000 rows each of these takes longer
 * than a frame. The page sends it each row once and gets back in which order to show which.
 */

import Papa from "papaparse";

/** @typedef {string | number | boolean | null} Cell */
/**
 * @typedef {| { type: "begin", columns: string[] }
 *   | { type: "add", rows: Cell[][] }
 *   | { type: "arrange", order: Uint32Array }
 *   | { type: "order", id: number, search: string, sort: import("../grid.js").Sort }
 *   | { type: "export", id: number, format: "csv" | "json", search: string, sort: import("../grid.js").Sort }} Message
 */

/** @type {string[]} */
let columns = [];
/** @type {Cell[][]} */
let rows = [];
/** @type {Uint32Array | undefined} the order in which rows stand that are not sorted; as they came if not given */
let arranged;

self.onmessage = ({ data }) => {
  const message = /** @type {Message} */ (data);
  if (message.type === "begin") {
    columns = message.columns;
    rows = [];
    arranged = undefined;
  } else if (message.type === "arrange") {
    arranged = message.order;
  } else if (message.type === "add") {
    rows.push(...message.rows);
  } else if (message.type === "order") {
    const order = inOrder(message);
    self.postMessage({ id: message.id, order }, { transfer: [order.buffer] });
  } else {
    const chosen = Array.from(inOrder(message), (index) => rows[index]);
    self.postMessage({ id: message.id, blob: write(message.format, chosen) });
  }
};

/** @param {{ search: string, sort: import("../grid.js").Sort }} how */
function inOrder({ search, sort }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (arranged ?? Uint32Array.from(rows.keys())).filter((index) => has(rows[index], words));
  return sort ? found.sort(comparison(sort)) : found;
}

/** @param {Cell[]} row @param {string[]} words each of which must stand in some cell */
function has(row, words) {
  return words.every((word) => row.some((cell) => String(cell).toLowerCase().includes(word)));
}

/** @param {NonNullable<import("../grid.js").Sort>} sort @returns {(a: number, b: number) => number} */
function comparison({ column, isDescending }) {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const sign = isDescending ? -1 : 1;
  return (a, b) => {
    const [one, other] = [rows[a][column], rows[b][column]];
    const order =
      typeof one === "number" && typeof other === "number"
        ? one - other
        : compare(String(one), String(other));
    return sign * order;
  };
}

/**
 * To spreadsheets a cell is a formula if it begins with an equals, plus, minus or at sign, whoever wrote it; and where it begins is for them to say: some
 * split at semicolons or tabs, and some leave out what white space comes first.
 *
 * @template T
 * @param {T} cell
 */
function plain(cell) {
  return typeof cell === "string" ? cell.replace(/(^|[;,|\t\r\n])(\s*)(?=[=+\-@])/g, "$1$2'") : cell;
}

/** @param {"csv" | "json"} format @param {Cell[][]} chosen */
function write(format, chosen) {
  if (format === "csv") {
    const data = chosen.map((row) => row.map(plain));
    const csv = Papa.unparse({ fields: columns.map(plain), data });
    return new Blob([csv, "\r\n"], { type: "text/csv;charset=utf-8" });
  }
  const objects = chosen.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
  return new Blob([JSON.stringify(objects, undefined, 1), "\n"], { type: "application/json" });
}
