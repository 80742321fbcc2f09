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
});
