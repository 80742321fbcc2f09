import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { users } from "../support/users.js";

/**
 * The message of what fails by this reply.
 *
 * @param {() => any} answer
 * @param {object} [options]
 */
async function message(answer, options) {
  const fetch = /** @type {any} */ (async () => answer());
  const given = { url: "https://service.test/users", fetch, retry: 0, ...options };
  const { failed } = await filterUsers(users(3), given);
  assert.equal(failed.length, 1);
  const { error } = /** @type {any} */ (failed[0]);
  assert.doesNotMatch(error.message, /[\r\n]/, "one line");
  return error.message;
}

const rows = [
  { userId: 1, name: "Ada" },
  { userId: 2, name: "Grace" },
];
const json = (/** @type {unknown} */ value) => () => Response.json(value);

describe("a reply that cannot be read, and what to do", () => {
  /** @type {[string, unknown, object, string][]} */
  const hints = [
    ["rows in a member", { data: rows }, {}, '; its `data` is an array: set `rows: "data"`'],
    [
      "rows deeper",
      { page: 1, data: { items: rows } },
      {},
      '; its `data.items` is an array: set `rows: "data.items"`',
    ],
    [
      "rows elsewhere",
      { results: rows },
      { rows: "data" },
      '; its `results` is an array: set `rows: "results"`',
    ],
    ["another key", rows, {}, '; at `userId` there is one: set `rowKey: "userId"`'],
    [
      "another key, of rows in a member",
      { data: rows },
      { rows: "data" },
      '; at `userId` there is one: set `rowKey: "userId"`',
    ],
    ["no such key", [{ uuid: "x", name: "Ada" }], {}, "; the first row has `uuid`, `name`"],
    ["keys for rows", [1, 2], {}, '; the rows are keys themselves: set `rowKey: ""`'],
    ["a number", 7, {}, ""],
    ["empty lists", { data: [], errors: [] }, {}, ""],
  ];
  for (const [what, reply, options, hint] of hints) {
    it(what, async () => {
      const said = await message(json(reply), options);
      assert.match(said, /^The reply cannot be read: /);
      assert.equal(said.slice(said.indexOf(" (at byte ")).replace(/^ \(at byte \d+\)/, ""), hint);
    });
  }

  it("of `send`, too", async () => {
    const send = async () => rows;
    const { failed } = await filterUsers(users(3), { send, retry: 0 });
    assert.match(String(failed[0]?.error.message), /set `rowKey: "userId"`$/);
  });

  it("a page names its type, and where it came from after a redirect", async () => {
    const page = () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
    assert.match(
      await message(page),
      /looks like a page \(text\/html\): is the address right, and the login\?$/,
    );
    const redirected = () =>
      Object.defineProperties(page(), { redirected: { value: true }, url: { value: "https://login.test/" } });
    assert.match(await message(redirected), /\(text\/html, after a redirect to https:\/\/login\.test\/\)/);
  });

  it("does not look through what is large, and throws at nothing", async () => {
    assert.match(await message(json({ data: [{ text: "x".repeat(300_000) }] })), /\(at byte \d+\)$/);
    assert.match(await message(() => new Response("[{]")), /\(at byte 2\)$/);
  });
});

describe("a refusal quotes what it says", () => {
  /** @type {[string, string, string][]} */
  const bodies = [
    ["its first line", "Too many ids\nat most 100", "with status 400: Too many ids"],
    [
      "a problem's detail",
      '{"title":"Bad Request","detail":"id 7 is unknown"}',
      "with status 400: id 7 is unknown",
    ],
    ["an error's message", '{"error":{"message":"no such id"}}', "with status 400: no such id"],
    ["JSON that says nothing of the kind", '{"code":7}', 'with status 400: {"code":7}'],
    ["without what is not seen", "a\u0007b\u202ec\u2028d", "with status 400: a b c d"],
    ["cut where it is long", "x".repeat(500), `with status 400: ${"x".repeat(160)}…`],
    ["not where it is a page", "<html>Bad Request</html>", "with status 400"],
    ["not where it says nothing", "", "with status 400"],
  ];
  for (const [what, body, end] of bodies) {
    it(what, async () => {
      assert.equal(await message(() => new Response(body, { status: 400 })), `The service refused ${end}`);
    });
  }
});

describe("a header without a value", () => {
  const [url, token] = ["https://service.test/", /** @type {any} */ (undefined)];
  const answer = /** @type {any} */ (json([]));

  for (const headers of [{ authorization: token }, [["authorization", token]], { authorization: null }]) {
    it(`is refused before anything is sent: ${JSON.stringify(headers)}`, async () => {
      await assert.rejects(
        filterUsers(users(1), { url, fetch: answer, headers: /** @type {any} */ (headers) }),
        {
          code: "INVALID_OPTION",
          message:
            "Expected `headers.authorization` to be a string, or left out, got none: it would be sent as such",
        },
      );
    });
  }

  it("is refused of a function, too", async () => {
    const headers = /** @type {any} */ (() => ({ authorization: token }));
    const { failed } = await filterUsers(users(1), { url, fetch: answer, headers });
    assert.equal(failed[0]?.error.code, "REQUEST");
    assert.match(String(failed[0]?.error.message), /got no value for `authorization`$/);
  });
});

describe("a request that fails", () => {
  it("names NODE_EXTRA_CA_CERTS where the certificate is signed by nobody that is known", async (t) => {
    const cause = Object.assign(new Error("self-signed certificate"), {
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    t.mock.method(globalThis, "fetch", async () => {
      throw new TypeError("fetch failed", { cause });
    });
    const { failed } = await filterUsers(users(1), { url: "https://service.test/", retry: 0 });
    assert.match(
      String(failed[0]?.error.message),
      /self-signed certificate.*NODE_EXTRA_CA_CERTS=\/path\/to\/authority\.pem$/,
    );
  });

  it("names the headers that CORS has to allow", async (t) => {
    Object.assign(globalThis, { location: { origin: "https://app.test", href: "https://app.test/" } });
    t.after(() => Reflect.deleteProperty(globalThis, "location"));
    t.mock.method(globalThis, "fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    const headers = { authorization: "Bearer x", "x-team": "1", accept: "application/json" };
    const { failed } = await filterUsers(users(1), { url: "https://service.test/", headers, retry: 0 });
    assert.match(
      String(failed[0]?.error.message),
      /access-control-allow-headers: authorization, content-type, x-team\)/,
    );
  });
});
