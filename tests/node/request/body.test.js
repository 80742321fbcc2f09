import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { startService } from "../support/service.js";
import { streamOf, users } from "../support/users.js";

/**
 * The one request that is sent for `input`.
 *
 * @param {import("node:test").TestContext} t
 * @param {any} body
 * @param {object[]} [input]
 */
async function sent(t, body, input = users(2)) {
  const service = await startService(t, () => []);
  const result = await filterUsers(/** @type {any[]} */ (input), { url: service.url, body });
  assert.equal(result.failed[0]?.error.message, undefined);
  assert.equal(service.log.length, 1);
  return { ...service.log[0], stats: result.stats };
}

describe("body", () => {
  it('"ids", the default, sends the keys', async (t) => {
    assert.equal((await sent(t, "ids")).body, '{"ids":[1,2]}');
    assert.equal((await sent(t, undefined)).body, '{"ids":[1,2]}');
  });

  it('"users" sends the users', async (t) => {
    assert.deepEqual(JSON.parse((await sent(t, "users")).body), { users: users(2) });
  });

  it("bigints are plain digits, in whatever is sent, and strings stay strings", async (t) => {
    const input = [
      { id: 9007199254740993n, note: "1n" },
      { id: -5n, note: "bigint-5-" },
    ];
    assert.equal((await sent(t, "ids", input)).body, '{"ids":[9007199254740993,-5]}');
    const written = '[{"id":9007199254740993,"note":"1n"},{"id":-5,"note":"bigint-5-"}]';
    assert.equal((await sent(t, "users", input)).body, `{"users":${written}}`);
    const asked = (/** @type {unknown[]} */ batch) => ({ list: batch, 7: 7n });
    assert.equal((await sent(t, asked, input)).body, `{"7":7,"list":${written}}`);
  });

  it("keys of every kind may stand side by side", async (t) => {
    const input = [{ id: 'a"' }, { id: 1 }, { id: 2n }];
    assert.equal((await sent(t, "ids", input)).body, '{"ids":["a\\"",1,2]}');
  });

  it("a function is called with the batch and its context", async (t) => {
    /** @type {unknown[]} */
    let call = [];
    const input = users(2);
    await sent(
      t,
      (/** @type {unknown[]} */ ...args) => {
        call = args;
        return {};
      },
      input,
    );
    const [batch, context] = /** @type {any} */ (call);
    assert.deepEqual(batch, input);
    assert.equal(batch[0], input[0]);
    assert.deepEqual([context.batch, context.attempt], [0, 1]);
    assert.ok(context.signal instanceof AbortSignal);
  });

  for (const [value, written] of /** @type {[unknown, string][]} */ ([
    [{ a: [1, "ä", null] }, '{"a":[1,"ä",null]}'],
    [[1, 2], "[1,2]"],
    [7, "7"],
    [null, "null"],
    [false, "false"],
    [12n, "12"],
    [{ toJSON: () => "own" }, '"own"'],
  ])) {
    it(`a function's ${written} is sent as JSON`, async (t) => {
      const request = await sent(t, () => value);
      assert.equal(request.body, written);
      assert.equal(request.headers["content-type"], "application/json");
      assert.equal(request.stats.bytes.sent, Buffer.byteLength(written));
    });
  }

  /** @type {[string, () => BodyInit, string, RegExp | undefined, number][]} */
  const ready = [
    ["a string", () => "<ids>ä</ids>", "<ids>ä</ids>", /^text\/plain/, 13],
    [
      "URLSearchParams",
      () => new URLSearchParams({ id: "1 2" }),
      "id=1+2",
      /^application\/x-www-form-urlencoded/,
      6,
    ],
    ["a Uint8Array", () => new Uint8Array([104, 105]), "hi", undefined, 2],
    ["an ArrayBuffer", () => new Uint8Array([104, 105]).buffer, "hi", undefined, 2],
    ["a Blob", () => new Blob(["hi"], { type: "x/y" }), "hi", /^x\/y$/, 2],
    ["a ReadableStream", () => streamOf([new Uint8Array([104]), new Uint8Array([105])]), "hi", undefined, 0],
  ];
  for (const [name, body, written, type, bytes] of ready) {
    it(`a function's ${name} is sent as it is, with the type that fetch gives it`, async (t) => {
      const request = await sent(t, body);
      assert.equal(request.body, written);
      if (type) assert.match(request.headers["content-type"] ?? "", type);
      else assert.equal(request.headers["content-type"], undefined);
      assert.equal(request.stats.bytes.sent, bytes);
    });
  }

  it("a function's FormData is sent with its boundary", async (t) => {
    const request = await sent(t, () => {
      const form = new FormData();
      form.set("id", "1");
      return form;
    });
    assert.match(request.headers["content-type"] ?? "", /^multipart\/form-data; boundary=/);
    assert.match(request.body, /name="id"\r\n\r\n1\r\n/);
  });

  it("is made anew for every attempt, as a stream has to be", async (t) => {
    const service = await startService(t, ({ index }) => (index === 0 ? 503 : []));
    const body = (/** @type {unknown} */ _, /** @type {{ attempt: number }} */ { attempt }) =>
      streamOf([Buffer.from(`attempt ${attempt}`)]);
    await filterUsers(users(1), { url: service.url, retry: { delay: 1 }, body });
    assert.deepEqual(
      service.log.map((seen) => seen.body),
      ["attempt 1", "attempt 2"],
    );
  });

  it("the bytes sent are those the service received", async (t) => {
    const service = await startService(t, () => []);
    const input = Array.from({ length: 30 }, (_, index) => ({ id: "é".repeat(index) }));
    for (const body of /** @type {const} */ (["ids", "users"])) {
      service.log.length = 0;
      const { stats } = await filterUsers(input, { url: service.url, batchSize: 7, body });
      assert.equal(
        stats.bytes.sent,
        service.log.reduce((sum, seen) => sum + Buffer.byteLength(seen.body), 0),
      );
    }
  });
});
