import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, users } from "../support/users.js";

/** The real one, however the clock is mocked. */
const { setImmediate } = globalThis;

/** @param {() => boolean} isSo */
async function until(isSo) {
  for (let turns = 0; turns < 2_000 && !isSo(); turns++)
    await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isSo(), "it does not come");
}

/**
 * Mocks timers, but not `performance.now`, as node:test does, and Vitest 2.
 *
 * @param {{ after(end: () => void): void }} t
 * @param {import("node:test").MockTimersOptions} [options]
 */
function mockTimers(t, options) {
  mock.timers.enable(options);
  t.after(() => mock.timers.reset());
}

/** Answers every batch, as a `send` does. @param {readonly { id: unknown }[]} batch */
const echo = async (batch) => batch.map(({ id }) => ({ id }));

describe("with timers that are mocked, and a clock that is not", () => {
  it("a run that need not wait does not", async (t) => {
    mockTimers(t);
    const input = users(30);
    const busy = async (/** @type {any} */ batch) => {
      // Longer than the engine goes on without giving others their turn.
      const began = performance.now();
      while (performance.now() < began + 15);
      return echo(batch);
    };
    assertLedger(await filterUsers(input, { batchSize: 10, send: busy }), input);
    assert.equal((await filterUsers(input, { batchSize: 1, send: echo })).passed.length, 30);
  });

  it("a retry takes its wait, exactly", async (t) => {
    mockTimers(t);
    let asked = 0;
    const run = filterUsers(users(1), {
      send: async (batch) => {
        asked++;
        if (asked === 1) throw new Error("lost");
        return echo(batch);
      },
      retry: { delay: 5_000, jitter: "none" },
    });
    await until(() => asked === 1);
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(4_990);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, 1);
    mock.timers.tick(10);
    await until(() => asked === 2);
    assert.equal((await run).passed.length, 1);
  });

  it("a timeout rings, and a deadline", async (t) => {
    mockTimers(t);
    let asked = 0;
    const hang = () => {
      asked++;
      return new Promise(() => {});
    };
    for (const [options, code] of /** @type {const} */ ([
      [{ timeout: 7_000, retry: 0 }, "TIMEOUT"],
      [{ deadline: 7_000 }, "DEADLINE"],
    ])) {
      asked = 0;
      const run = filterUsers(users(1), { send: /** @type {any} */ (hang), ...options });
      await until(() => asked === 1);
      await new Promise((resolve) => setImmediate(resolve));
      mock.timers.tick(7_001);
      const { failed } = await run;
      assert.equal(failed[0].error.code, code);
    }
  });

  it("a rest that the service asks for is over when its timer rings", async (t) => {
    mockTimers(t);
    let asked = 0;
    const run = filterUsers(users(3), {
      url: "http://service.test",
      batchSize: 1,
      concurrency: 1,
      /** @type {any} */
      fetch: async (/** @type {string} */ _url, /** @type {RequestInit} */ { body }) => {
        asked++;
        if (asked === 1) return new Response("", { status: 429, headers: { "retry-after": "9" } });
        return Response.json(JSON.parse(String(body)).ids.map((/** @type {unknown} */ id) => ({ id })));
      },
    });
    await until(() => asked === 1);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(9_000);
    assert.equal((await run).passed.length, 3);
    assert.equal(asked, 4);
  });
});
