import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createService } from "../../../www/service/service.js";
import { assertProblem, json, withBalances } from "../support/balances.js";

const service = withBalances();
const { ask, get, post } = service;

describe("GET /v1/users", () => {
  it("lists 1,000 users in the order of their ids, the same ones always", async () => {
    const users = await json(await get("/v1/users"));
    assert.deepEqual(
      users.map((/** @type {any} */ user) => user.id),
      Array.from({ length: 1000 }, (_, index) => index + 1),
    );
    assert.deepEqual(users[0], {
      id: 1,
      name: "Freya Ahmed",
      email: "freya.ahmed.1@example.com",
      country: "IE",
      plan: "free",
      createdAt: "2020-06-20T01:34:40Z",
    });
  });

  it("goes on after an id, and links to the next page until there is none", async () => {
    const first = await get("/v1/users?limit=2&after=99996");
    assert.deepEqual(
      (await json(first)).map((/** @type {any} */ user) => user.id),
      [99997, 99998],
    );
    assert.equal(first.headers.get("link"), '</v1/users?limit=2&after=99998>; rel="next"');
    const last = await get("/v1/users?limit=3&after=99998");
    assert.equal((await json(last)).length, 2);
    assert.equal(last.headers.get("link"), null);
  });

  it("lists all 100,000 at once", async () => {
    assert.equal((await json(await get("/v1/users?limit=100000"))).length, 100_000);
  });

  for (const query of ["limit=0", "limit=100001", "limit=ten", "limit=1.5", "limit=1&limit=2", "after=-1"]) {
    it(`refuses ${query}`, async () => {
      const name = query.split("=")[0];
      await assertProblem(
        await get(`/v1/users?${query}`),
        400,
        new RegExp(`^"${name}" takes a whole number from`),
      );
    });
  }
});

describe("POST /v1/balances:batchGet", () => {
  it("answers a row for each known id, in the order of the ids, once", async () => {
    const response = await ask([3, 1, "2", 3, 100_001, "123456789012345678901234567890"]);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
    const rows = await json(response);
    assert.deepEqual(
      rows.map((/** @type {any} */ row) => row.id),
      [1, 2, 3],
    );
    assert.deepEqual(rows[0], {
      id: 1,
      currentBalance: 1589.74,
      currency: "EUR",
      plan: "free",
      country: "IE",
      updatedAt: "2022-12-14T20:10:01Z",
    });
  });

  it("has passing, skipped and missing users among the first 1,000", async () => {
    const rows = await json(await ask(Array.from({ length: 1000 }, (_, index) => index + 1)));
    const passing = rows.filter((/** @type {any} */ row) => row.currentBalance > 500).length;
    assert.deepEqual({ passing, rows: rows.length }, { passing: 516, rows: 994 });
  });

  it("answers no rows for no ids", async () => {
    assert.deepEqual(await json(await ask([])), []);
  });

  it("answers the fields asked for", async () => {
    const [thin] = await json(await ask([1], { query: "fields=currentBalance,id" }));
    assert.deepEqual(thin, { id: 1, currentBalance: 1589.74 });
    const [fat] = await json(await ask([1], { query: "fields=all" }));
    assert.equal(Object.keys(fat).length, 12);
    assert.equal(fat.iban, "IE4018898202717441609483");
  });

  for (const fields of ["", "id,salary", "id,id", "toString"]) {
    it(`refuses fields=${fields}`, async () => {
      await assertProblem(await ask([1], { query: `fields=${fields}` }), 400, /^"fields" takes all, or/);
    });
  }

  it("refuses more than 1,000 ids", async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => index + 1);
    const problem = await assertProblem(await ask(ids), 413, /^1001 ids are too many/);
    assert.equal(problem.limit, 1000);
  });

  it("refuses a body too large to read", async () => {
    await assertProblem(await post({ ids: ["1".repeat(2_000_000)] }), 413, /too large/);
  });

  for (const id of [0, -1, 1.5, "", "0", "x", "1e3", "-1", null, true, {}, [1]]) {
    it(`refuses ${JSON.stringify(id)} as an id, naming it`, async () => {
      const problem = await assertProblem(await post({ ids: [1, id, "x"] }), 422, /\(at ids\[1\]\) is no id/);
      assert.deepEqual(problem.id, id);
      assert.ok(problem.detail.startsWith(JSON.stringify(id)));
    });
  }

  for (const body of ["", "ids=1", '{"ids":[1]']) {
    it(`refuses ${JSON.stringify(body)} as no JSON`, async () => {
      await assertProblem(await post(body), 400, /^The body is no JSON: /);
    });
  }

  for (const body of ["{}", "null", "[1]", "7", '{"ids":1}', '{"ids":{"0":1}}']) {
    it(`refuses ${body}, which has no list of ids`, async () => {
      await assertProblem(await post(body), 400, /^The body has no list of ids\. Send/);
    });
  }

  it("reads JSON whatever its content type", async () => {
    const response = await post({ ids: [1] }, { headers: { "content-type": "text/plain" } });
    assert.equal(response.status, 200);
  });
});

describe("other origins", () => {
  it("may call it, and may read refusals too", async () => {
    const preflight = await get("/v1/balances:batchGet", {
      method: "OPTIONS",
      headers: { "access-control-request-headers": "content-type,x-dial-latency" },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-headers"), "content-type,x-dial-latency");
    assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
    for (const response of [preflight, await ask([1]), await ask([0]), await ask([1], { query: "drip=1" })]) {
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.match(response.headers.get("access-control-expose-headers") ?? "", /retry-after/);
    }
  });
});

it("a service says so when its port is taken", async () => {
  const port = Number(new URL(service.url).port);
  await assert.rejects(createService({ database: service.database, port }), { code: "EADDRINUSE" });
});
