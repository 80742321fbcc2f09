import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, users } from "../support/users.js";

const SECRET = "hunter2";

/** Addresses that `fetch` refuses here each time, and what is said of them. @type {[string, RegExp][]} */
const WRONG = [
  [`/v1/balances?token=${SECRET}`, /"\/v1\/balances", which is relative, though there is no page/],
  ["balances", /"balances", which is relative/],
  [`localhost:8787/v1?token=${SECRET}`, /"localhost:8787\/v1", which lacks `http:\/\/`/],
  ["127.0.0.1:80", /"127\.0\.0\.1:80", which lacks/],
  [`https://ann:${SECRET}@service.test/v1`, /"https:\/\/…@service\.test\/v1", which has credentials in it/],
  [`https://${SECRET}@service.test/v1`, /which has credentials in it/],
  [`http://ann:${SECRET}@service.test:port/v1`, /"http:\/\/…@service\.test:port\/v1", which is no address/],
  // Each of these is read as an address with a password, or would be but for a character that should have been escaped.
  [`https:ann:${SECRET}@service.test/v1`, /"https:…@service\.test\/v1", which has credentials in it/],
  [`https:\\\\ann:${SECRET}@service.test/`, /…@service\.test\/", which has credentials in it/],
  [` https://ann:${SECRET}@service.test/`, /" https:\/\/…@service\.test\/", which has credentials in it/],
  [`https://ann:x/${SECRET}@service.test`, /"https:\/\/…@service\.test", which is no address/],
  [`https://ann:${SECRET}#x@service.test`, /"https:\/\/…", which is no address/],
  [`https://ann:${SECRET}?x@service.test`, /"https:\/\/…", which is no address/],
  [`/v1?email=ann@${SECRET}`, /"\/v1", which is relative/],
  [`hooks.test/T0/${SECRET}-0123456789abcdef`, /"hooks\.test\/T0\/…", which is relative/],
  // Without slashes a name is a scheme, which no `fetch` knows.
  ["localhost:port/v1", /"localhost:port\/v1", which lacks/],
  [`ann:${SECRET}@service.test`, /"…@service\.test", which lacks/],
  ["mailto:ann", /"mailto:ann", which lacks/],
  ["wss://service.test/v1", /"wss:\/\/service\.test\/v1", which lacks/],
  ["ftp://service.test/v1", /"ftp:\/\/service\.test\/v1", which lacks/],
];

describe("an address that `fetch` refuses each time it is tried", () => {
  for (const [url, message] of WRONG) {
    it(`is refused before anything is sent: ${message}`, async () => {
      const error = await filterUsers(users(2), { url }).catch((thrown) => thrown);
      assert.equal(error.code, "INVALID_OPTION");
      assert.match(error.message, /^Expected `url` to be an address that `fetch` takes, got /);
      assert.match(error.message, message);
      assert.ok(!error.message.includes(SECRET), "no secret is shown");
    });

    it(`fails its batch at once where a function answers it: ${message}`, async () => {
      const input = users(4);
      let asked = 0;
      const result = await filterUsers(input, {
        url: () => {
          asked++;
          return url;
        },
        batchSize: 2,
      });
      assertLedger(result, input);
      assert.equal(asked, 2, "each batch is tried once");
      assert.equal(result.stats.requests.sent, 0);
      for (const { error } of result.failed) {
        assert.equal(error.code, "REQUEST");
        assert.match(error.message, message);
        assert.ok(!error.message.includes(SECRET), "no secret is shown");
      }
    });
  }

  it("is taken where the caller's own `fetch` gets it", async () => {
    const input = users(2);
    /** @type {any} */
    const fetch = async () => Response.json(input);
    for (const url of ["/v1/balances", () => "/v1/balances"])
      assert.equal((await filterUsers(input, { url, fetch })).passed.length, 2);
  });

  it("is relative to the page where there is one", async (t) => {
    /** @type {any} */ (globalThis).location = new URL("https://page.test/app/");
    t.after(() => Reflect.deleteProperty(globalThis, "location"));
    const { failed } = await filterUsers(users(1), { url: "/v1/balances", retry: 0 });
    assert.equal(failed[0].error.code, "NETWORK", "Node's own fetch refuses it, which is asked");
  });

  it("is relative to the base of the page, which is not always where that was loaded from", async (t) => {
    const page = /** @type {any} */ (globalThis);
    page.location = new URL("about:srcdoc");
    page.document = { baseURI: "https://embedder.test/app/" };
    t.after(() => ["location", "document"].map((name) => Reflect.deleteProperty(page, name)));
    const { failed } = await filterUsers(users(1), { url: "/v1/balances", retry: 0 });
    assert.equal(failed[0].error.code, "NETWORK", "Node's own fetch refuses it, which is asked");
  });

  for (const url of ["blob:https://app.test/1", "data:,[]", "app://bundle/users.json", "HTTP:service.test"]) {
    it(`may be one that only some platforms know: ${url}`, async () => {
      const refused = await filterUsers(users(1), { url, retry: 0 }).catch((thrown) => thrown);
      assert.notEqual(refused.code, "INVALID_OPTION");
    });
  }
});

describe("what may be a secret", () => {
  const url = `https://ann:${SECRET}@service.test/v1`;
  const send = async () => [];
  /** @type {[string, any][]} */
  const calls = [
    ["an address that is not wanted", { url, send }],
    ["an address where a function is wanted", { url, method: "GET" }],
    ["a token in it", { url: `https://service.test/?token=${SECRET}`, method: "GET" }],
    ["headers that are a string", { url: "https://service.test", headers: `Bearer ${SECRET}` }],
    ["headers that are not wanted", { send, headers: `Bearer ${SECRET}` }],
  ];
  for (const [what, options] of calls) {
    it(`is not shown of ${what}`, async () => {
      const error = await filterUsers(users(1), options).catch((thrown) => thrown);
      assert.equal(error.code, "INVALID_OPTION");
      assert.ok(!JSON.stringify(error).includes(SECRET), error.message);
    });
  }

  it("is not shown of headers that a function answers as a string", async () => {
    /** @type {any} */
    const headers = () => `Bearer ${SECRET}`;
    const { failed } = await filterUsers(users(1), { url: "https://service.test", headers });
    assert.equal(failed[0].error.code, "REQUEST");
    assert.match(failed[0].error.message, /^Expected the function `headers` to answer .*, got a string$/);
  });
});
