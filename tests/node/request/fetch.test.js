import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, rejection, users } from "../support/users.js";

const url = "http://service.test/";
const ROWS = [{ id: 1, ok: true }, { id: 2 }];

/**
 * @param {() => unknown} answer
 * @param {object} [options]
 */
async function ask(answer, options) {
  const input = users(2);
  const fetch = /** @type {any} */ (answer);
  const result = await filterUsers(input, { url, where: { ok: true }, retry: 0, fetch, ...options });
  assertLedger(result, input);
  return result;
}

describe("a `fetch` of one's own", () => {
  /** @type {[string, () => unknown][]} */
  const mocks = [
    ["a Response", async () => Response.json(ROWS)],
    ["a Response at once", () => Response.json(ROWS)],
    ["a status and json()", async () => ({ status: 200, json: async () => ROWS })],
    ["a status and json() at once", () => ({ status: 200, json: () => ROWS })],
    ["a status and text()", async () => ({ status: 200, text: async () => JSON.stringify(ROWS) })],
    [
      "a status and arrayBuffer()",
      async () => ({
        status: 200,
        arrayBuffer: async () => new TextEncoder().encode(JSON.stringify(ROWS)).buffer,
      }),
    ],
    ["a body that is a stream", async () => ({ status: 200, body: new Response(JSON.stringify(ROWS)).body })],
  ];
  for (const [name, answer] of mocks) {
    it(`may answer ${name}`, async () => {
      const result = await ask(answer);
      assert.equal(result.failed[0]?.error.message, undefined);
      assert.deepEqual([result.passed.length, result.skipped.length], [1, 1]);
      assert.deepEqual(result.stats.requests.byStatus, { 200: 1 });
    });
  }

  it("may add headers, which no other request has", async () => {
    /** @type {(string | null)[]} */
    const seen = [];
    const fetch = (/** @type {unknown} */ _url, /** @type {any} */ { headers }) => {
      headers.append("x-trace", String(seen.length));
      seen.push(headers.get("x-trace"), headers.get("content-type"));
      return Response.json(ROWS);
    };
    await ask(/** @type {any} */ (fetch), { batchSize: 1, concurrency: 1 });
    await ask(/** @type {any} */ (fetch), { batchSize: 1, headers: { "x-fixed": "1" } });
    const json = "application/json";
    assert.deepEqual(seen, ["0", json, "2", json, "4", json, "6", json]);
  });

  it("may answer something that throws whatever is asked of it, which fails the batch", async () => {
    const thrower = () => assert.fail("asked");
    const answer = new Proxy({}, { get: () => undefined, getPrototypeOf: thrower });
    const { failed } = await ask(async () => answer);
    assert.equal(failed[0].error.code, "NETWORK");
    assert.match(failed[0].error.message, /^Reading the answer failed: asked/);
  });

  /** @type {[string, () => unknown, boolean][]} */
  const answers = [
    ["an answer that is used", () => Response.json(ROWS), false],
    ["a reply that cannot be read", () => new Response("["), false],
    ["a refusal", () => new Response("no", { status: 404 }), true],
    ["a reply that is too large", () => new Response(`[${" ".repeat(100)}]`), true],
    ["a connection that is lost", () => Promise.reject(new Error("lost")), true],
  ];
  for (const [name, answer, isAborted] of answers) {
    it(`has its signal ${isAborted ? "aborted" : "left alone"} by ${name}`, async () => {
      /** @type {AbortSignal[]} */
      const signals = [];
      await ask(
        /** @param {any[]} args */ (...[, init]) => {
          signals.push(init.signal);
          return answer();
        },
        { maxReplyBytes: 100, split: false },
      );
      assert.deepEqual(
        signals.map((signal) => signal.aborted),
        [isAborted],
      );
    });
  }

  it("is called as a plain function, with the address and what fetch takes", async () => {
    /** @type {any[]} */
    let call = [];
    await ask(
      /** @this {unknown} @param {any[]} args */ function (...args) {
        call = [this, ...args];
        return Response.json([]);
      },
    );
    const [self, address, init] = call;
    assert.equal(self, undefined);
    assert.equal(address, url);
    assert.equal(init.method, "POST");
    assert.equal(new Headers(init.headers).get("content-type"), "application/json");
  });

  it("is the global one unless given, looked up when it is called", async (t) => {
    t.mock.method(globalThis, "fetch", async () => Response.json(ROWS));
    const result = await filterUsers(users(2), { url });
    assert.equal(result.passed.length, 2);
  });

  /** @type {[string, unknown][]} */
  const thrown = [
    ["an error", new TypeError("fetch failed", { cause: new Error("ECONNREFUSED here") })],
    ["a string", "down"],
    ["nothing", undefined],
    ["an object without a prototype", Object.create(null)],
    ["an error that is its own cause", circular()],
  ];
  for (const [name, error] of thrown) {
    it(`that throws ${name}, or rejects with it, is NETWORK with that cause`, async () => {
      const throws = () => {
        throw error;
      };
      for (const answer of [throws, async () => throws()]) {
        const result = await ask(answer);
        assert.equal(result.failed[0].error.code, "NETWORK");
        assert.equal(result.failed[0].error.cause, error);
      }
    });
  }

  it("the message of a failure says what lies behind `fetch failed`", async () => {
    const result = await ask(async () => Promise.reject(thrown[0][1]));
    assert.match(result.failed[0].error.message, /fetch failed.*ECONNREFUSED here/);
  });

  for (const [answer, got] of [
    [undefined, "undefined"],
    [null, "null"],
    [7, "7"],
    ["text", '"text"'],
    [{}, "an object"],
    [{ status: "200" }, "an object"],
  ]) {
    it(`that answers ${JSON.stringify(answer)} fails its batch, is told so, and not asked again`, async () => {
      const { failed, stats } = await ask(async () => answer, { retry: 2 });
      assert.equal(failed[0].error.code, "REQUEST");
      assert.equal(
        failed[0].error.message,
        `Expected \`fetch\` to answer a \`Response\` with a status, got ${got}`,
      );
      assert.equal(stats.requests.sent, stats.batches.total);
    });
  }

  it("that answers a reply without a body fails its batch", async () => {
    assert.equal((await ask(async () => ({ status: 200 }))).failed[0].error.code, "NETWORK");
  });

  it("that never answers is let go by the timeout and by an abort", async () => {
    const never = () => new Promise(() => {});
    assert.equal((await ask(never, { timeout: 20 })).failed[0].error.code, "TIMEOUT");
    const controller = new AbortController();
    const run = ask(never, { signal: controller.signal });
    setTimeout(() => controller.abort(), 10);
    assert.equal(await rejection(run), controller.signal.reason);
  });

  it("a body that is not wanted to its end is cancelled", async () => {
    for (const [status, code] of /** @type {const} */ ([
      [200, "REPLY_TOO_LARGE"],
      [404, "HTTP_STATUS"],
    ])) {
      let isCancelled = false;
      const body = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => {
          isCancelled = true;
        },
      });
      const result = await ask(async () => ({ status, body }), { maxReplyBytes: 5000, split: false });
      assert.equal(result.failed[0].error.code, code);
      assert.ok(isCancelled, code);
    }
  });

  it("a status outside 200 to 299 is a refusal", async () => {
    for (const status of [199, 300, 304, 404, 0]) {
      const result = await ask(async () => ({ status, text: async () => JSON.stringify(ROWS) }));
      assert.equal(result.failed[0].error.code, "HTTP_STATUS");
      assert.equal(result.failed[0].error.status, status);
    }
    for (const status of [201, 203, 299]) {
      assert.equal((await ask(async () => ({ status, json: async () => ROWS }))).failed.length, 0);
    }
  });
});

function circular() {
  const error = new Error("round");
  error.cause = error;
  return error;
}
