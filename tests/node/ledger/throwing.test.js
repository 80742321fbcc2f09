import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, init } from "filter-users";
import { hostileRun } from "../support/hostile.js";
import { assertLedger, rejection, users } from "../support/users.js";

/** Runs with arguments that throw. `HOSTILE=100000 node --test tests/node/ledger/throwing.test.js` tries more of them, `SEED=7` one. */
const RUNS = Number(process.env.HOSTILE ?? 3_000);
const FROM = Number(process.env.SEED ?? 0);
/** At once, with one beside them in which nothing throws. */
const AT_ONCE = process.env.SEED ? 1 : 10;
/** Of one group of runs, in milliseconds. */
const PATIENCE = 10_000;

describe("whatever of a call's arguments throws, whenever it does", () => {
  it("the call settles with the ledger, nothing is left unhandled, and another run is untouched", async () => {
    await init();
    /** @type {unknown[]} */
    const unhandled = [];
    const note = (/** @type {unknown} */ reason) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    process.on("uncaughtException", note);
    let thrown = 0;
    const last = process.env.SEED ? FROM + 1 : RUNS;
    for (let first = FROM; first < last; first += AT_ONCE) {
      const seeds = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      const group = Promise.all([...seeds.map(hostileRun), innocentRun()]);
      const found = await inTime(group, `seeds from ${first}`);
      thrown += found.filter((isThrown) => isThrown === true).length;
      assert.deepEqual(unhandled, [], `seeds from ${first}`);
    }
    process.off("unhandledRejection", note);
    process.off("uncaughtException", note);
    assert.ok(process.env.SEED || thrown > RUNS / 5, `only ${thrown} runs met what throws`);
  });
});

async function innocentRun() {
  const input = users(20);
  const send = async (/** @type {readonly any[]} */ batch) => {
    await new Promise((resolve) => setImmediate(resolve));
    return batch;
  };
  const result = await filterUsers(input, { send, batchSize: 2, concurrency: 2 });
  assertLedger(result, input);
  assert.equal(result.passed.length, 20);
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @returns {Promise<T>}
 */
async function inTime(promise, what) {
  /** @type {any} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it does not settle: ${what}`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

describe("what was found to take every run of the process along", () => {
  it("keys that have become null before a batch is split", async () => {
    const input = [{ id: 1 }, { id: 2 }];
    const fetch = async () => {
      /** @type {any} */ (input[1]).id = null;
      return new Response("", { status: 413 });
    };
    const [result] = await Promise.all([
      filterUsers(input, { url: "http://service.test", fetch }),
      innocentRun(),
    ]);
    assertLedger(result, input);
    assert.deepEqual(
      result.failed.map(({ error }) => [error.code, error.status]),
      [
        ["HTTP_STATUS", 413],
        ["HTTP_STATUS", 413],
      ],
    );
  });

  it("a Set whose own iterator throws at an abort", async () => {
    const input = users(9);
    let isAborted = false;
    class Own extends Set {
      /** @returns {any} */
      *[Symbol.iterator]() {
        for (const user of input) {
          if (isAborted) throw new Error("mine");
          yield user;
        }
      }
    }
    const controller = new AbortController();
    const send = async () => {
      isAborted = true;
      controller.abort();
      return [];
    };
    const options = /** @type {const} */ ({ send, batchSize: 2, concurrency: 1, onAbort: "partial" });
    const [result] = await Promise.all([
      filterUsers(/** @type {Set<any>} */ (new Own(input)), { ...options, signal: controller.signal }),
      innocentRun(),
    ]);
    assert.ok(result.stats.users.total >= 2);
    assertLedger(result, input.slice(0, result.stats.users.total));
    assert.equal(result.stats.complete, false, "who knows what it still had");
  });

  it("a signal without removeEventListener, or with one that throws", async () => {
    const throwing = () => {
      throw new Error("mine");
    };
    for (const own of [{}, { removeEventListener: throwing }]) {
      const signal = /** @type {any} */ ({ aborted: false, addEventListener() {}, ...own });
      const input = users(3);
      const send = async (/** @type {readonly any[]} */ batch) => batch;
      const [result] = await Promise.all([filterUsers(input, { send, signal }), innocentRun()]);
      assertLedger(result, input);
    }
  });

  it("a signal that cannot be listened to", async () => {
    const thrown = new Error("mine");
    const signal = /** @type {any} */ ({
      aborted: false,
      addEventListener() {
        throw thrown;
      },
    });
    const send = async (/** @type {readonly any[]} */ batch) => batch;
    assert.equal(await rejection(filterUsers(users(3), { send, signal })), thrown);
    await innocentRun();
  });

  it("an array from `send` that throws when its rows are looked at once more", async () => {
    let reads = 0;
    const send = async (/** @type {readonly any[]} */ batch) => {
      const rows = [...batch];
      Object.defineProperty(rows, 0, {
        get() {
          if (++reads > 1) throw new Error("mine");
          return batch[0];
        },
      });
      return rows;
    };
    const input = users(2);
    const [result] = await Promise.all([
      filterUsers(input, { send, where: () => true, keepRows: true, retry: 0 }),
      innocentRun(),
    ]);
    assertLedger(result, input);
  });

  it("bytes of a reply that are taken away before they are decided", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify([{ id: 1 }]) + " ".repeat(10_000));
    const body = {
      getReader() {
        let isRead = false;
        return {
          read: async () => {
            if (isRead) {
              structuredClone(bytes, { transfer: [bytes.buffer] });
              return { done: true };
            }
            isRead = true;
            return { done: false, value: bytes };
          },
        };
      },
    };
    const input = users(1);
    const fetch = /** @type {any} */ (async () => ({ status: 200, body }));
    const [result] = await Promise.all([
      filterUsers(input, { url: "http://service.test", fetch, retry: 0 }),
      innocentRun(),
    ]);
    assertLedger(result, input);
    assert.equal(result.failed.length, 1);
  });
});
