import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { runInChild } from "../support/child.js";
import { watchMemory } from "../support/memory.js";
import { assertLedger, pause, users } from "../support/users.js";

const MIB = 2 ** 20;
const url = "http://service.test/";
const CHUNK = 65_536;

/** A reply of about so many bytes, in which users 1 and 2 pass and 3 does not. @param {number} bytes */
const reply = (bytes) =>
  new TextEncoder().encode(`[{"id":1,"ok":true},{"id":3,"note":"${"x".repeat(bytes)}"},{"id":2,"ok":true}]`);

/**
 * `bytes` as a body that comes in chunks.
 *
 * @param {Uint8Array} bytes
 * @param {Record<string, string>} [headers]
 */
function inChunks(bytes, headers = {}) {
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + CHUNK));
      at += CHUNK;
    },
  });
  return new Response(body, { headers });
}

/** @param {() => unknown} answer @param {object} [options] */
async function ask(answer, options) {
  const input = users(4);
  const fetch = /** @type {any} */ (async () => answer());
  const result = await filterUsers(input, { url, fetch, where: { ok: true }, retry: 0, ...options });
  assertLedger(result, input);
  return result;
}

describe("a body that is too large to be held twice", () => {
  for (const size of [MIB - 100, MIB, 5 * MIB]) {
    for (const length of [true, false]) {
      it(`is decided as any other: ${size} bytes, ${length ? "with" : "without"} a content-length`, async () => {
        const bytes = reply(size);
        const headers = length ? { "content-length": `${bytes.length}` } : undefined;
        const { passed, skipped, missing, stats } = await ask(() => inChunks(bytes, headers));
        const ids = [passed, skipped, missing].map((list) => list.map(({ id }) => id));
        assert.deepEqual(ids, [[1, 2], [3], [4]]);
        assert.equal(stats.bytes.received, bytes.length);
      });
    }
  }

  it("is shown by its beginning when it cannot be read", async () => {
    const bytes = reply(5 * MIB).subarray(0, 4 * MIB);
    const { failed } = await ask(() => inChunks(bytes));
    const { code, message, reply: shown } = failed[0].error;
    assert.equal(code, "BAD_REPLY");
    assert.match(message, /at byte 4194304/);
    assert.equal(shown, new TextDecoder().decode(bytes.subarray(0, 2048)));
  });

  it("is judged by a function, too", async () => {
    const where = (/** @type {any} */ row) => row.note !== undefined;
    const { passed } = await ask(() => inChunks(reply(3 * MIB)), { where });
    assert.deepEqual(
      passed.map(({ id }) => id),
      [3],
    );
  });

  it("is not read beyond `maxReplyBytes`", async () => {
    const { failed } = await ask(() => inChunks(reply(5 * MIB)), { maxReplyBytes: 3 * MIB });
    assert.equal(failed[0].error.code, "REPLY_TOO_LARGE");
  });

  it("is as long as its chunks are, whatever they say", async () => {
    const bytes = reply(3 * MIB);
    const response = inChunks(bytes);
    const body = /** @type {any} */ (response.body);
    const getReader = body.getReader.bind(body);
    body.getReader = () => {
      const reader = getReader();
      const read = reader.read.bind(reader);
      reader.read = async () => {
        const step = await read();
        if (step.value) Object.defineProperty(step.value, "length", { get: () => assert.fail("asked") });
        return step;
      };
      return reader;
    };
    const { passed } = await ask(() => response);
    assert.equal(passed.length, 2);
  });

  it("is let go by an abort in its middle", async () => {
    for (let run = 0; run < 3; run++) {
      const controller = new AbortController();
      const bytes = reply(3 * MIB);
      let at = 0;
      const body = new ReadableStream({
        async pull(stream) {
          stream.enqueue(bytes.slice(at, at + CHUNK));
          at += CHUNK;
          if (at > 2 * MIB) controller.abort(new Error("enough"));
          if (at > 2.5 * MIB) await pause(10_000);
        },
      });
      const options = { signal: controller.signal, onAbort: "partial" };
      const { failed } = await ask(() => new Response(body), options);
      assert.equal(failed[0].error.code, "ABORTED");
    }
  });
});

/** How much the engine's memory has grown to, by the time that `code` has run. @param {string} code */
const grown = (code) =>
  runInChild(`
    ${watchMemory}
    const { filterUsers } = await import("filter-users");
    const CHUNK = new TextEncoder().encode(" ".repeat(65536));
    /** A body that is so long, and then ends or stays open. */
    const body = (mib, end) => {
      let sent = 0;
      return new ReadableStream({
        pull(controller) {
          if (sent === 0) controller.enqueue(new TextEncoder().encode('[{"id":1}'));
          if (sent++ < mib * 16) return controller.enqueue(CHUNK);
          if (!end) return new Promise(() => {});
          controller.enqueue(new TextEncoder().encode("]"));
          controller.close();
        },
      });
    };
    let most = 0;
    const ask = async (body, options, headers) => {
      const fetch = async () => new Response(body, { headers });
      const result = await filterUsers([{ id: 1 }], { url: "${url}", fetch, maxReplyBytes: 1e9, ...options });
      most = Math.max(most, seen.memory.buffer.byteLength);
      return result;
    };
    let passed = 0;
    ${code}
    console.log(JSON.stringify({ passed, mib: most / ${MIB} }));
  `);

describe("the engine's memory for large bodies", () => {
  it("is all that they take: what was read of them, JavaScript does not hold", async () => {
    const { passed, mib } = await runInChild(
      `
      import { filterUsers } from "filter-users";
      let sent = 0;
      let mib = 0;
      const body = new ReadableStream({
        async pull(controller) {
          if (sent++ < 64) return controller.enqueue(new Uint8Array(${MIB}).fill(32));
          // What is collected is given back by another thread.
          for (let times = 0; times < 5; times++) {
            globalThis.gc();
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          mib = process.memoryUsage().arrayBuffers / ${MIB};
          controller.enqueue(new TextEncoder().encode('[{"id":1}]'));
          controller.close();
        },
      });
      const options = { url: "${url}", fetch: async () => new Response(body), maxReplyBytes: 1e9 };
      const { passed } = await filterUsers([{ id: 1 }], options);
      console.log(JSON.stringify({ passed: passed.length, mib }));
    `,
      "module",
      ["--expose-gc"],
    );
    assert.equal(passed, 1);
    assert.ok(mib < 24, `${mib} MiB of 64`);
  });

  it("is used again", async () => {
    const { passed, mib } = await grown(`
      // Less than that for which an idle engine is let go.
      for (let run = 0; run < 20; run++) passed += (await ask(body(8, true))).passed.length;
    `);
    assert.equal(passed, 20);
    assert.ok(mib < 40, `${mib} MiB`);
  });

  it("is used again after aborts", async () => {
    const { mib } = await grown(`
      for (let run = 0; run < 20; run++) {
        const signal = AbortSignal.timeout(60);
        await ask(body(8, false), { signal, onAbort: "partial" });
      }
    `);
    assert.ok(mib < 40, `${mib} MiB`);
  });

  it("is not taken by more of them than there is room for: others are held by JavaScript", async () => {
    const { passed, mib } = await grown(`
      const headers = { "content-length": String(40 * 2 ** 20) };
      const results = await Promise.all(Array.from({ length: 12 }, () => ask(body(40, true), {}, headers)));
      passed = results.reduce((sum, result) => sum + result.passed.length, 0);
    `);
    assert.equal(passed, 12);
    assert.ok(mib < 400, `${mib} MiB, where all of them are 480`);
  });
});
