/** The passing users, as they come in: to sort, to search and to download. */

import { button, download, element, setText } from "../dom.js";
import { count, money, plural } from "../format.js";
import { createGrid } from "../grid.js";

/** How long what is sorted or searched waits for more rows while a run goes on. */
const EVERY = 500;
/** Rows handed to the worker a frame, at most: copying more at once would be felt. */
const A_FRAME = 4_000;
/** Users and rows may have members by the hundred. */
const MAX_COLUMNS = 12;
/** Rows that are looked at for how wide the columns have to be. */
const SAMPLE = 50;

/** @typedef {import("./table-worker.js").Cell} Cell */
/** @typedef {{ user: any, row: any }} Passed */

/** @param {() => string[]} important names of columns that come first */
export function passingView(important) {
  const worker = createWorker();
  const search = /** @type {HTMLInputElement} */ (element("search"));
  /** @type {readonly Passed[]} */
  let passed = [];
  /** @type {string[]} */
  let names = [];
  /** How many there would be, were there no end to them. */
  let known = 0;
  /** How many of them the worker has. */
  let handed = 0;
  /** @type {Uint32Array | undefined} which are shown, in which order; all as they came if not given */
  let order;
  /** @type {Uint32Array | undefined} once all have come */
  let inputOrder;
  let orders = 0;
  /** @type {import("../grid.js").Sort} */
  let sort;
  let orderedAt = 0;

  const downloads = /** @type {const} */ (["csv", "json"]).map((format) => ({
    format,
    start: button(`download-${format}`),
  }));
  const grid = createGrid(element("passed"), {
    label: "Passing users",
    columns: [{ title: "id" }],
    cells: (index) => cellsOf(passed[order ? order[index] : index], names).map(written),
    onSort: (chosen) => {
      sort = chosen;
      reorder();
    },
  });
  search.addEventListener("input", reorder);
  for (const { format, start } of downloads) {
    start.addEventListener("click", async () => {
      await handOverAll();
      const { blob } = await worker.ask({ type: "export", format, search: search.value, sort });
      download(blob, `passed.${format}`);
    });
  }

  async function reorder() {
    orderedAt = performance.now();
    const mine = ++orders;
    if (search.value.trim() === "" && sort === undefined) order = inputOrder;
    else {
      const answer = await worker.ask({ type: "order", search: search.value, sort });
      // What was asked earlier may be answered later.
      if (mine !== orders) return;
      order = answer.order;
    }
    show();
  }

  function show() {
    grid.setCount(order?.length ?? passed.length);
    showCount();
  }

  function showCount() {
    const shown = order?.length ?? passed.length;
    setText(
      element("passed-count"),
      shown === passed.length ? count(shown) : `${count(shown)} of ${count(passed.length)}`,
    );
    for (const { start } of downloads) start.disabled = shown === 0;
    setText(element("passed-holds"), shown === 0 ? "" : holds(shown));
  }

  /** What a file is to hold. @param {number} shown */
  function holds(shown) {
    const users =
      shown === passed.length ? plural(shown, "user") : `${count(shown)} of ${plural(passed.length, "user")}`;
    const columns =
      known > names.length ? `the first ${names.length} of ${known} columns` : plural(names.length, "column");
    return `Downloads hold what this table shows, in its order: ${users}, ${columns}.`;
  }

  /** @param {number} most */
  function handOver(most) {
    const rows = passed.slice(handed, handed + most);
    if (rows.length === 0) return;
    if (names.length === 0) start(rows);
    worker.tell({ type: "add", rows: rows.map((row) => cellsOf(row, names)) });
    handed += rows.length;
  }

  async function handOverAll() {
    while (handed < passed.length) {
      handOver(A_FRAME);
      // Not the next frame: there is none while the page is in the background.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** The first row says which columns there are, and the first few how wide. @param {readonly Passed[]} rows */
  function start(rows) {
    const [{ user, row }] = rows;
    const few = rows.slice(0, SAMPLE);
    const all = new Set([...namesIn(user), ...namesIn(row)]);
    const first = important().filter((name) => all.has(name));
    known = all.size;
    names = [...new Set([...first, ...all])].slice(0, MAX_COLUMNS);
    grid.setColumns(
      names.map((title) =>
        columnFor(
          title,
          few.map((one) => memberOf(one, title)),
        ),
      ),
    );
    worker.tell({ type: "begin", columns: names });
  }

  function update() {
    const before = handed;
    handOver(A_FRAME);
    if (handed === before) return;
    if (order === undefined) {
      grid.grow(passed.length);
      showCount();
    } else if (performance.now() - orderedAt > EVERY) reorder();
  }

  return {
    /** @param {import("../run/run.js").Run} run */
    begin(run) {
      passed = run.passed;
      inputOrder = undefined;
      [names, handed, order, sort] = [[], 0, undefined, undefined];
      worker.tell({ type: "begin", columns: [] });
      grid.toTop();
      show();
      update();
    },
    frame: update,
    /** @param {import("../run/run.js").Run} run */
    async end(run) {
      await handOverAll();
      if (passed !== run.passed) return;
      inputOrder = run.inputOrder();
      worker.tell({ type: "arrange", order: inputOrder });
      await reorder();
    },
  };
}

/** As wide as its values ask for. @param {string} title @param {unknown[]} values @returns {import("../grid.js").Column} */
function columnFor(title, values) {
  const letters = Math.max(title.length + 4, ...values.map((value) => String(value ?? "").length));
  const isNumber = typeof values[0] === "number";
  return { title, isNumber, weight: Math.min(2.8, Math.max(0.9, letters / 9)) };
}

/** @param {unknown} thing */
function namesIn(thing) {
  return thing instanceof Object ? Object.keys(thing) : [];
}

/** @param {Passed} passed @param {string} name */
function memberOf({ user, row }, name) {
  // Not what objects inherit: a row may lack a member that is called `constructor`.
  const owner = [row, user].find((thing) => thing instanceof Object && Object.hasOwn(thing, name));
  return /** @type {any} */ (owner)?.[name];
}

/** @param {Passed} passed @param {readonly string[]} names @returns {Cell[]} */
function cellsOf(passed, names) {
  return names.map((name) => {
    const value = memberOf(passed, name);
    if (typeof value === "bigint") return String(value);
    if (value === undefined) return null;
    return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
  });
}

/** @param {Cell} cell */
function written(cell) {
  if (typeof cell !== "number") return String(cell ?? "");
  return Number.isInteger(cell) ? String(cell) : money(cell);
}

function createWorker() {
  const worker = new Worker("/assets/table.js", { type: "module" });
  /** @type {Map<number, (answer: any) => void>} */
  const waiting = new Map();
  let asked = 0;
  worker.onmessage = ({ data }) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  return {
    /** @param {object} message */
    tell: (message) => worker.postMessage(message),
    /** @param {object} message @returns {Promise<any>} */
    ask: (message) =>
      new Promise((resolve) => {
        waiting.set(++asked, resolve);
        worker.postMessage({ ...message, id: asked });
      }),
  };
}
