import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { everyone, startService } from "../support/service.js";
import { ids, users } from "../support/users.js";

describe("url", () => {
  it("may be a string, a URL, or a function asked about each batch", async (t) => {
    const service = await startService(t, everyone);
    const input = users(4);
    /** @type {[unknown, unknown][]} */
    const asked = [];
    await filterUsers(input, { url: `${service.url}?a=1` });
    await filterUsers(input, { url: new URL(`${service.url}?a=2`) });
    await filterUsers(input, {
      url: (batch, context) => {
        asked.push([batch, context.batch]);
        return new URL(`${service.url}?from=${batch[0].id}`);
      },
      batchSize: 2,
    });
    assert.deepEqual(
      service.log.map(({ path }) => path),
      ["/ask?a=1", "/ask?a=2", "/ask?from=1", "/ask?from=3"],
    );
    assert.deepEqual(asked, [
      [input.slice(0, 2), 0],
      [input.slice(2), 1],
    ]);
  });

  it("that is relative fails where there is no page to start from, saying so", async () => {
    const call = filterUsers(users(1), { url: "/v1/balances", retry: 0 });
    await assert.rejects(call, { code: "INVALID_OPTION", message: /\/v1\/balances/ });
  });

  it("as a function is asked anew before every attempt", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    await filterUsers(users(1), {
      url: (_, { attempt }) => `${service.url}?${attempt}`,
      retry: { delay: 1 },
    });
    assert.deepEqual(
      service.log.map(({ path }) => path),
      ["/ask?1", "/ask?2"],
    );
  });
});

describe("method", () => {
  it("is POST unless told otherwise", async (t) => {
    const service = await startService(t, everyone);
    await filterUsers(users(1), { url: service.url });
    await filterUsers(users(1), { url: service.url, method: "PUT" });
    assert.deepEqual(
      service.log.map(({ method }) => method),
      ["POST", "PUT"],
    );
  });

  it("GET takes the ids in the address, and has neither body nor content type", async (t) => {
    const service = await startService(t, ({ path }) =>
      path
        .split("=")[1]
        .split(",")
        .map((id) => ({ id })),
    );
    const url = (/** @type {readonly { id: number }[]} */ batch) => `${service.url}?ids=${ids(batch)}`;
    const result = await filterUsers(users(3), { url, method: "GET", batchSize: 2 });
    assert.equal(result.passed.length, 3);
    assert.deepEqual(
      service.log.map(({ path, body, method }) => [path, body, method]),
      [
        ["/ask?ids=1,2", "", "GET"],
        ["/ask?ids=3", "", "GET"],
      ],
    );
    assert.equal(service.log[0].headers["content-type"], undefined);
  });
});

describe("headers", () => {
  /** @type {[string, HeadersInit][]} */
  const forms = [
    ["an object", { "x-token": "abc" }],
    ["Headers", new Headers({ "x-token": "abc" })],
    ["pairs", [["x-token", "abc"]]],
  ];
  for (const [name, headers] of forms) {
    it(`may be ${name}, beside the content type of JSON`, async (t) => {
      const service = await startService(t, everyone);
      await filterUsers(users(1), { url: service.url, headers });
      await filterUsers(users(1), { url: service.url, headers: () => headers });
      await filterUsers(users(1), { url: service.url, headers: async () => headers });
      assert.equal(service.log.length, 3);
      for (const { headers } of service.log) {
        assert.equal(headers["x-token"], "abc");
        assert.equal(headers["content-type"], "application/json");
      }
    });
  }

  it("are the caller's to say, the content type too", async (t) => {
    const service = await startService(t, everyone);
    const headers = { "Content-Type": "application/vnd.ids+json" };
    await filterUsers(users(1), { url: service.url, headers });
    await filterUsers(users(1), { url: service.url, headers: () => headers });
    for (const { headers } of service.log) assert.equal(headers["content-type"], "application/vnd.ids+json");
    assert.deepEqual(headers, { "Content-Type": "application/vnd.ids+json" });
  });

  it("that are given as Headers are left as they were", async (t) => {
    const service = await startService(t, everyone);
    const headers = new Headers({ a: "1" });
    await filterUsers(users(1), { url: service.url, headers });
    await filterUsers(users(1), { url: service.url, headers: () => headers });
    assert.deepEqual([...headers], [["a", "1"]]);
  });

  it("as a function are asked for before every attempt, so that tokens are fresh", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    let token = 0;
    /** @type {unknown[]} */
    const contexts = [];
    await filterUsers(users(1), {
      url: service.url,
      retry: { delay: 1 },
      headers: async ({ batch, attempt, signal }) => {
        contexts.push([batch, attempt, signal.aborted]);
        return { "x-token": String(++token) };
      },
    });
    assert.deepEqual(
      service.log.map(({ headers }) => headers["x-token"]),
      ["1", "2"],
    );
    assert.deepEqual(contexts, [
      [0, 1, false],
      [0, 2, false],
    ]);
  });

  it("may come from anything that can be awaited", async (t) => {
    const service = await startService(t, everyone);
    const later = {
      // biome-ignore lint/suspicious/noThenProperty: promises of other libraries look like this
      then: (/** @type {(headers: object) => void} */ resolve) => resolve({ "x-token": "abc" }),
    };
    const headers = /** @type {any} */ (() => later);
    const result = await filterUsers(users(1), { url: service.url, headers });
    assert.equal(result.failed[0]?.error.message, undefined);
    assert.equal(service.log[0].headers["x-token"], "abc");
  });
});

it("`request` brings more members of RequestInit, for each request", async () => {
  /** @type {any[]} */
  const inits = [];
  const request = /** @type {const} */ ({ credentials: "include", cache: "no-store", keepalive: true });
  await filterUsers(users(2), {
    url: "http://service.test/",
    batchSize: 1,
    request,
    fetch: async (_url, init) => {
      inits.push(init);
      return Response.json([]);
    },
  });
  assert.equal(inits.length, 2);
  for (const { credentials, cache, keepalive, method, body, signal } of inits) {
    assert.deepEqual({ credentials, cache, keepalive }, request);
    assert.equal(method, "POST");
    assert.match(body, /^\{"ids":\[\d\]\}$/);
    assert.ok(signal instanceof AbortSignal);
  }
  assert.deepEqual(Object.keys(request), ["credentials", "cache", "keepalive"]);
});
