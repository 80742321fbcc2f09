import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { users } from "../support/users.js";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 30);

/**
 * What errors say a service asks for by these headers.
 *
 * @param {HeadersInit} headers
 */
async function asked(headers) {
  const fetch = async () => new Response("", { status: 429, headers });
  const { failed } = await filterUsers(users(1), { url: "http://service.test", fetch, retry: 0 });
  return failed[0].error.retryAfter;
}

describe("Retry-After", () => {
  it("may be seconds", async () => {
    assert.equal(await asked({ "retry-after": "120" }), 120_000);
    assert.equal(await asked({ "retry-after": " 0 " }), 0);
  });

  for (const date of [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ]) {
    it(`may be a date, as in ${date}`, async (t) => {
      t.mock.timers.enable({ apis: ["Date"], now: NOW });
      assert.equal(await asked({ "retry-after": date }), 7000);
    });
  }

  it("has years of two digits from 1970 to 2069", async () => {
    const date = "Tue, 31 Dec 2069 23:59:58 GMT";
    assert.equal(await asked({ "retry-after": "Tuesday, 31-Dec-69 23:59:59 GMT", date }), 1000);
  });

  it("as a date counts from the clock of the service, where that is known", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW });
    const until = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert.equal(await asked({ "retry-after": until, date: "Sun, 06 Nov 1994 08:49:35 GMT" }), 2000);
    assert.equal(await asked({ "retry-after": until, date: "today" }), 7000);
  });

  it("as a date gone by asks for nothing", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW });
    assert.equal(await asked({ "retry-after": "Sun, 06 Nov 1994 08:49:20 GMT" }), 0);
  });

  for (const rubbish of [
    "",
    "soon",
    "-1",
    "1.5",
    "1e3",
    "+1",
    "0x10",
    "12 s",
    "Sun, 99 Nov 1994 08:49:37 GMT",
    "1994-11-06T08:49:37Z",
  ]) {
    it(`is ignored where it is ${JSON.stringify(rubbish)}`, async () => {
      assert.equal(await asked({ "retry-after": rubbish }), undefined);
    });
  }

  it("is ignored where an answer has no headers to speak of", async () => {
    for (const headers of [undefined, {}, { get: () => 5 }, new Map([["retry-after", "5"]]).keys()]) {
      /** @type {any} */
      const answer = { status: 429, headers, text: async () => "" };
      const fetch = async () => answer;
      const { failed } = await filterUsers(users(1), { url: "http://service.test", fetch, retry: 0 });
      assert.equal(failed[0].error.retryAfter, undefined);
    }
  });
});
