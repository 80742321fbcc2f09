import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { filterUsers } from "filter-users";

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

describe("replies that come within one turn of the event loop", () => {
  it("are taken together", async () => {
    const { answers, fetch } = service();
    /** @type {string[]} */
    const order = [];
    const run = filterUsers(users, {
      url: "http://service.test",
      batchSize: 1,
      concurrency: 3,
      fetch,
      onEvent: ({ type, batch }) => order.push(`${type} ${batch}`),
    });
    await until(() => answers.length === 3);
    order.length = 0;
    // Timers of one time have one turn, each with microtasks of its own.
    for (const index of [0, 1]) {
      setTimeout(() => {
        order.push(`reply ${index}`);
        answers[index]();
      }, 10);
    }
    await until(() => answers.length === 4);
    answers[2]();
    answers[3]();
    await run;
    assert.deepEqual(order.slice(0, 4), ["reply 0", "reply 1", "answered 0", "settled 0"]);
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

/** @param {() => boolean} isSo */
async function until(isSo) {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
