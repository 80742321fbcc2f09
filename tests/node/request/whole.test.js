import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, rejection, users } from "../support/users.js";

const url = "http://service.test/";
const TEXT = '[{"id":1},{"id":2}]';

/**
 * An answer that notes how its body is read.
 *
 * @param {Record<string, string>} headers
 */
function answer(headers) {
  const response = new Response(TEXT, { headers });
  const read = { whole: 0, chunks: 0 };
  const { body } = response;
  const getReader = body?.getReader;
  Object.assign(response, {
    arrayBuffer: () => {
      read.whole++;
      return new Response(TEXT).arrayBuffer();
    },
  });
  Object.assign(/** @type {object} */ (body), {
    getReader: () => {
      read.chunks++;
      return getReader?.call(body);
    },
  });
  return { response, read };
}

describe("a body, where the platform is faster by the whole of it", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  before(() => {
    const navigator = { userAgent: "Deno/2.9.5" };
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  });
  after(() => {
    if (own) Object.defineProperty(globalThis, "navigator", own);
    else Reflect.deleteProperty(globalThis, "navigator");
  });

  /** @type {[string, Record<string, string>, boolean][]} */
  const answers = [
    ["is read so when its length is known", { "content-length": `${TEXT.length}` }, true],
    ["is read chunk by chunk without a length", {}, false],
    ["is read chunk by chunk with an empty length", { "content-length": "" }, false],
    ["is read chunk by chunk with a length that is none", { "content-length": "ten" }, false],
    ["is read chunk by chunk if it is too long", { "content-length": "101" }, false],
    ["is read chunk by chunk if it is encoded", { "content-length": "19", "content-encoding": "br" }, false],
  ];
  for (const [name, headers, isWhole] of answers) {
    it(name, async () => {
      const { response, read } = answer(headers);
      const input = users(2);
      const result = await filterUsers(input, { url, fetch: async () => response, maxReplyBytes: 100 });
      assertLedger(result, input);
      assert.equal(result.passed.length, 2);
      assert.deepEqual(read, isWhole ? { whole: 1, chunks: 0 } : { whole: 0, chunks: 1 });
    });
  }

  it("that is longer than it says is too large all the same", async () => {
    const { response } = answer({ "content-length": "5" });
    const options = { url, fetch: async () => response, maxReplyBytes: 10, retry: 0 };
    const { failed } = await filterUsers(users(2), options);
    assert.equal(failed[0].error.code, "REPLY_TOO_LARGE");
  });

  it("does not keep an abort waiting", async () => {
    const controller = new AbortController();
    const { response } = answer({ "content-length": "5" });
    Object.assign(response, { arrayBuffer: () => new Promise(() => {}) });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 10);
    const options = { url, fetch: async () => response, signal: controller.signal };
    assert.equal(await rejection(filterUsers(users(2), options)), reason);
  });
});
