import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import FakeTimers from "@sinonjs/fake-timers";
import { filterUsers } from "filter-users";
import { runInChild } from "../support/child.js";
import { users } from "../support/users.js";

/** The real one, whatever is faked. */
const { setImmediate } = globalThis;

/** Lets everything that needs no time happen. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Answers every batch, as a `send` does. @param {readonly { id: unknown }[]} batch */
const echo = async (batch) => batch.map(({ id }) => ({ id }));

/** Of what `send` does in turn, attempt by attempt. @param {(() => Promise<any>)[]} answers */
function scripted(answers) {
  const seen = { asked: 0 };
  const send = async (/** @type {any} */ batch) => (answers[seen.asked++] ?? (() => echo(batch)))();
  return { seen, send };
}

const lost = () => Promise.reject(new Error("lost"));
const never = () => new Promise(() => {});
const plain = { batchSize: 1, concurrency: 1 };

/**
 * Runs that wait, and after how many milliseconds each asks once more, or is over.
 *
 * @type {[string, number, any, (() => Promise<any>)[], number[]][]}
 */
const WAITS = [
  ["a retry", 1, { retry: { delay: 5_000, jitter: "none" } }, [lost, lost], [5_000, 10_000]],
  ["a rate", 3, { ...plain, rateLimit: { requests: 1, per: 700 } }, [], [700, 700]],
  ["a copy of a slow request", 1, { hedge: 250 }, [never], [250]],
  [
    "a timeout, and the retry behind it",
    1,
    { timeout: 3_000, retry: { delay: 40, jitter: "none" } },
    [never],
    [3_000, 40],
  ],
];

/** Which the test runner needs. Fake microtasks are tried in a process of their own. @type {FakeTimers.FakeMethod[]} */
const MICROTASKS = ["nextTick", "queueMicrotask"];

/**
 * What Sinon, Jest and Vitest fake, all of which have these timers.
 *
 * @type {[string, FakeTimers.Config, number][]}
 */
const FAKES = [
  ["everything but microtasks", { toNotFake: MICROTASKS }, 0],
  ["timers and the clock", { toFake: ["setTimeout", "clearTimeout", "performance"] }, 0],
  // What is left of a wait is then read from a clock that goes on: it may be rounded up.
  ["timers, but not the clock", { toNotFake: [...MICROTASKS, "performance"] }, 1],
];

describe("under fake timers", () => {
  // To load the engine takes real time.
  before(() => filterUsers(users(1), { send: echo }));

  for (const [fakes, config, most] of FAKES) {
    for (const [what, count, options, answers, waits] of WAITS) {
      it(`that fake ${fakes}, ${what} takes its wait`, async (t) => {
        const clock = FakeTimers.install(config);
        t.after(() => clock.uninstall());
        const { seen, send } = scripted(answers);
        let began = performance.now();
        const run = filterUsers(users(count), { ...options, send });
        await settle();
        const stages = what.startsWith("a timeout") ? [1, 2] : waits.map((_, index) => index + 2);
        for (const [index, wait] of waits.entries()) {
          // Where the clock goes on by itself, it is part of the wait from when that began to when its timer was set.
          const gone = most === 0 ? 0 : Math.ceil(performance.now() - began) + most;
          const early = Math.max(0, wait - 1 - gone);
          await clock.tickAsync(early);
          await settle();
          assert.ok(seen.asked < 2 || seen.asked < stages[index], `it does not go on before ${wait} ms`);
          began = performance.now();
          await clock.tickAsync(wait - early);
          await settle();
          for (let late = 0; late < 20 * most && seen.asked < stages[index]; late++) {
            await clock.tickAsync(1);
            await settle();
          }
          assert.equal(seen.asked, stages[index], `it goes on after ${wait} ms`);
        }
        assert.equal((await run).passed.length, count);
        await settle();
        assert.equal(clock.countTimers(), 0, "no timer is left");
      });
    }

    it(`that fake ${fakes}, a deadline ends a run when it is due`, async (t) => {
      const clock = FakeTimers.install(config);
      t.after(() => clock.uninstall());
      let isOver = false;
      const run = filterUsers(users(1), { send: /** @type {any} */ (never), deadline: 7_000 });
      run.then(() => {
        isOver = true;
      });
      await settle();
      await clock.tickAsync(6_999 - most);
      await settle();
      assert.equal(isOver, false);
      await clock.tickAsync(1 + 2 * most);
      assert.equal((await run).failed[0].error.code, "DEADLINE");
      assert.equal(clock.countTimers(), 0, "no timer is left");
    });
  }

  it("that fake microtasks, too, a retry takes its wait", async () => {
    const found = await runInChild(`
      import FakeTimers from "@sinonjs/fake-timers";
      import { filterUsers } from "filter-users";
      const { setImmediate, console } = globalThis;
      const settle = async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      };
      const echo = async (batch) => batch.map(({ id }) => ({ id }));
      await filterUsers([{ id: 1 }], { send: echo });
      const clock = FakeTimers.install();
      let asked = 0;
      const seen = [];
      const send = async (batch) => {
        asked++;
        if (asked < 3) throw new Error("lost");
        return echo(batch);
      };
      const run = filterUsers([{ id: 1 }], { send, retry: { delay: 5_000, jitter: "none" } });
      await settle();
      for (const ms of [4_999, 1, 9_999, 1]) {
        await clock.tickAsync(ms);
        await settle();
        seen.push(asked);
      }
      const { passed } = await run;
      seen.push(passed.length, clock.countTimers());
      clock.uninstall();
      console.log(JSON.stringify(seen));
    `);
    assert.deepEqual(found, [1, 2, 2, 3, 1, 0]);
  });

  it("that come while a run is on its way, no real timer is left to keep the process alive", async () => {
    const took = await runInChild(`
      import FakeTimers from "@sinonjs/fake-timers";
      import { filterUsers } from "filter-users";
      const began = Date.now();
      let answer;
      const send = (batch) => new Promise((resolve) => { answer = () => resolve(batch); });
      const run = filterUsers([{ id: 1 }], { send, timeout: 60_000 });
      while (!answer) await new Promise((resolve) => setTimeout(resolve, 1));
      const clock = FakeTimers.install({ toNotFake: ["nextTick", "queueMicrotask"] });
      answer();
      await run;
      clock.uninstall();
      process.on("exit", () => console.log(Date.now() - began));
    `);
    assert.ok(took < 30_000, `it took ${took} ms`);
  });

  for (const [fakes, install] of [
    ["node:test", 'import { mock } from "node:test"; mock.timers.enable();'],
    [
      "Sinon",
      'import FakeTimers from "@sinonjs/fake-timers"; FakeTimers.install({ toNotFake: ["performance"] });',
    ],
  ]) {
    it(`of ${fakes} that came before the package a run that need not wait does not`, async () => {
      const passed = await runInChild(`
        ${install}
        const { filterUsers } = await import("filter-users");
        const users = Array.from({ length: 30 }, (_, id) => ({ id }));
        const send = async (batch) => {
          // Longer than the engine goes on without giving others their turn.
          const began = performance.now();
          while (performance.now() < began + 12);
          return batch.map(({ id }) => ({ id }));
        };
        const result = await filterUsers(users, { batchSize: 10, send });
        console.log(result.passed.length);
      `);
      assert.equal(passed, 30);
    });
  }
});
