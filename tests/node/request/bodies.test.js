import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, eventually, failedUsers, pause, rejection, users } from "../support/users.js";

const url = "http://service.test";

/** A body that gives a byte every few milliseconds, as a stream or as a mock has it, and what became of it. */
function drip(isMock = false) {
  const state = { reads: 0, isCancelled: false };
  /** @type {any} */
  let timer;
  const stream = new ReadableStream(
    {
      pull: (controller) =>
        new Promise((resolve) => {
          timer = setTimeout(() => {
            state.reads++;
            controller.enqueue(new Uint8Array([32]));
            resolve();
          }, 2);
        }),
      cancel() {
        clearTimeout(timer);
        state.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const mock = {
    status: 200,
    body: {
      getReader: () => ({
        async read() {
          await pause(2);
          state.reads++;
          return { done: false, value: new Uint8Array([32]) };
        },
        async cancel() {
          state.isCancelled = true;
          throw new Error("nobody hears of that");
        },
      }),
    },
  };
  return { state, answer: isMock ? mock : new Response(stream) };
}

/** What ends an attempt that is at a body. @type {Record<string, { options: () => any, end?: (run: Promise<any>) => Promise<unknown> }>} */
const ENDINGS = {
  "a timeout": { options: () => ({ timeout: 20 }) },
  "a deadline": { options: () => ({ deadline: 20 }) },
  "an abort": {
    options: () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      return { signal: controller.signal };
    },
    end: rejection,
  },
  "an abort, to be partial": {
    options: () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      return { signal: controller.signal, onAbort: "partial" };
    },
  },
};

describe("a reply that knows nothing of the signal", () => {
  for (const [name, { options, end = (/** @type {Promise<any>} */ run) => run }] of Object.entries(ENDINGS)) {
    for (const [way, isMock] of /** @type {const} */ ([
      ["fetch", false],
      ["fetch", true],
      ["send", false],
    ])) {
      it(`of \`${way}\`${isMock ? ", a mock" : ""} is not read on after ${name}`, async () => {
        const { state, answer } = drip(isMock);
        const asking = /** @type {any} */ (async () => answer);
        const target = way === "send" ? { send: asking } : { url, fetch: asking };
        const input = users(2);
        const result = await end(filterUsers(input, { ...target, retry: 0, ...options() }));
        if (end !== rejection) {
          assertLedger(result, input);
          assert.equal(failedUsers(result).length, 2);
        }
        assert.ok(state.isCancelled, "at once");
        const { reads } = state;
        await pause(20);
        assert.ok(state.reads <= reads + 1, "one that was waited for may still come");
      });

      it(`of \`${way}\`${isMock ? ", a mock" : ""} is left when it comes after ${name}`, async () => {
        const { state, answer } = drip(isMock);
        const asking = /** @type {any} */ (
          async () => {
            await pause(50);
            if (isMock) /** @type {any} */ (answer.body).cancel = answer.body?.getReader().cancel;
            return answer;
          }
        );
        const target = way === "send" ? { send: asking } : { url, fetch: asking };
        await end(filterUsers(users(2), { ...target, retry: 0, ...options() }));
        await eventually(() => state.isCancelled, "it is cancelled");
        assert.equal(state.reads, 0);
      });
    }
  }

  it("is not read on where its copy was answered first", async () => {
    const { state, answer } = drip();
    let calls = 0;
    const fetch = /** @type {any} */ (async () => (++calls === 1 ? answer : Response.json([{ id: 1 }])));
    const { passed, stats } = await filterUsers(users(1), { url, fetch, hedge: 10 });
    assert.deepEqual([passed.length, stats.requests.hedged], [1, 1]);
    assert.ok(state.isCancelled);
  });

  it("is left as a library's own stream is", async () => {
    let isDestroyed = false;
    const destroy = () => {
      isDestroyed = true;
    };
    const fetch = /** @type {any} */ (
      async () => {
        await pause(30);
        return { status: 200, body: { destroy } };
      }
    );
    await filterUsers(users(1), { url, fetch, timeout: 10, retry: 0 });
    await eventually(() => isDestroyed, "it is destroyed");
  });

  it("is not cancelled where it was read to its end", async () => {
    let isCancelled = false;
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[{"id":1}]'));
        controller.close();
      },
      cancel() {
        isCancelled = true;
      },
    });
    const fetch = async () => new Response(stream);
    assert.equal((await filterUsers(users(1), { url, fetch })).passed.length, 1);
    assert.ok(!isCancelled);
  });
});

/** What never ends and is always there at once. */
const ENDLESS = {
  "empty chunks": { value: () => new Uint8Array() },
  "one byte a chunk": { value: () => new Uint8Array([32]) },
};

describe("a body without end, all of it there at once", () => {
  for (const [kind, { value }] of Object.entries(ENDLESS)) {
    for (const [name, { options, end = (/** @type {Promise<any>} */ run) => run }] of Object.entries(
      ENDINGS,
    )) {
      it(`${kind}: is ended by ${name}`, async () => {
        const reader = { read: async () => ({ done: false, value: value() }), cancel: async () => {} };
        const fetch = /** @type {any} */ (async () => ({ status: 200, body: { getReader: () => reader } }));
        const began = performance.now();
        let ticks = 0;
        const ticking = setInterval(() => ticks++, 1);
        await end(filterUsers(users(1), { url, fetch, retry: 0, maxReplyBytes: 2 ** 31, ...options() }));
        clearInterval(ticking);
        assert.ok(performance.now() - began < 2_000);
        assert.ok(ticks >= 3, `timers ran ${ticks} times meanwhile`);
      });
    }
  }

  it("of a refusal as well", async () => {
    const reader = { read: async () => ({ done: false, value: new Uint8Array() }), cancel: async () => {} };
    const fetch = /** @type {any} */ (async () => ({ status: 503, body: { getReader: () => reader } }));
    const { failed } = await filterUsers(users(1), { url, fetch, retry: 0, timeout: 20 });
    assert.equal(failed[0].error.code, "TIMEOUT");
  });

  it("and a source without end, of which a batch may have any number of users", async () => {
    async function* endless() {
      for (let id = 0; ; id++) yield { id };
    }
    const send = async (/** @type {readonly any[]} */ batch) => batch;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const options = { send, batchSize: 2 ** 31 - 1, signal: controller.signal };
    assert.equal(await rejection(filterUsers(endless(), options)), controller.signal.reason);
  });
});
