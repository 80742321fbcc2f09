import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { filterUsers } from "filter-users";
import { beBusy } from "../support/busy.js";
import { runInChild } from "../support/child.js";

/** The real one, however the clock is mocked. */
const { setImmediate } = globalThis;
const users = Array.from({ length: 4 }, (_, id) => ({ id }));

/** A service that answers when it is told to. */
function service() {
  /** @type {(() => void)[]} */
  const answers = [];
  /** @param {unknown} _url @param {RequestInit} [init] */
  const fetch = (_url, init) =>
    new Promise((resolve) => {
      const { ids } = JSON.parse(String(init?.body));
      const rows = ids.map((/** @type {number} */ id) => ({ id }));
      answers.push(() => resolve({ status: 200, json: async () => rows }));
    });
  return { answers, fetch: /** @type {any} */ (fetch) };
}

/**
 * What happens in a turn in which two replies come, when one has come before.
 *
 * @param {{ busy: number, idle: number }} ms that what came of the first reply took, and that nothing happened from then on
 */
async function turnAfter({ busy, idle }) {
  const { answers, fetch } = service();
  /** @type {string[]} */
  const order = [];
  const run = filterUsers(users, {
    url: "http://service.test",
    batchSize: 1,
    concurrency: 3,
    fetch,
    onBatch: ({ batch }) => {
      if (batch === 0) beBusy(busy);
    },
    onEvent: ({ type, batch }) => order.push(`${type} ${batch}`),
  });
  await until(() => answers.length === 3);
  answers[0]();
  await until(() => answers.length === 4);
  await until(() => false, idle + 10);
  order.length = 0;
  // Those set in one turn are called in one, each with microtasks of its own. Timers need not be: a millisecond may pass between.
  for (const index of [1, 2]) {
    setImmediate(() => {
      order.push(`reply ${index}`);
      answers[index]();
    });
  }
  await until(() => order.length === 6);
  answers[3]();
  assert.equal((await run).passed.length, users.length);
  return order.slice(0, 6);
}

describe("replies that come within one turn of the event loop", () => {
  it("are taken together where there is much to do", async () => {
    const order = await turnAfter({ busy: 100, idle: 0 });
    assert.deepEqual(order, ["reply 1", "reply 2", "answered 1", "settled 1", "answered 2", "settled 2"]);
  });

  it("are taken as they come where there is mostly waiting", async () => {
    const order = await turnAfter({ busy: 0, idle: 300 });
    assert.deepEqual(order, ["reply 1", "answered 1", "settled 1", "reply 2", "answered 2", "settled 2"]);
  });

  it("end a run where setImmediate and MessageChannel are there to throw, as on edge runtimes", async () => {
    const found = await runInChild(`
      let asked = 0;
      const refuse = function () {
        asked++;
        throw new Error("A Node.js API is used which is not supported in the Edge Runtime");
      };
      Object.assign(globalThis, { setImmediate: refuse, MessageChannel: refuse });
      const { filterUsers } = await import("filter-users");
      const users = Array.from({ length: 20000 }, (_, id) => ({ id }));
      const { passed } = await filterUsers(users, { send: async (batch) => batch, batchSize: 10 });
      console.log(JSON.stringify({ passed: passed.length, isAsked: asked > 0 }));`);
    assert.deepEqual(found, { passed: 20000, isAsked: true });
  });

  it("end a run, though turns never end, as with a mocked clock", async () => {
    const { answers, fetch } = service();
    mock.timers.enable({ apis: ["setImmediate", "setTimeout"] });
    try {
      const run = filterUsers(users, { url: "http://service.test", batchSize: 1, concurrency: 2, fetch });
      for (const many of [2, 4]) {
        await until(() => answers.length === many);
        answers[many - 2]();
        answers[many - 1]();
      }
      assert.equal((await run).passed.length, 4);
    } finally {
      mock.timers.reset();
    }
  });
});

/**
 * @param {() => boolean} isSo
 * @param {number} [most] milliseconds
 */
async function until(isSo, most = Number.POSITIVE_INFINITY) {
  const began = performance.now();
  while (!isSo() && performance.now() < began + most) await new Promise((resolve) => setImmediate(resolve));
}
