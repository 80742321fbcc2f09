import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { createService } from "../../../www/service/service.js";
import { json, withBalances } from "../support/balances.js";

/** @typedef {import("../support/balances.js").Service} Service */

const { database, ask, get, post } = withBalances();

describe("/v1/log", () => {
  /** @type {Service} */
  let own;
  before(async () => {
    own = await createService({ database });
  });
  after(() => own.close());

  /** @param {string} [method] */
  const log = async (method = "GET") => json(await fetch(`${own.url}/v1/log`, { method }));

  it("counts requests, ids, statuses and what was in flight, and nothing else", async () => {
    await Promise.all([1, 2, 3].map((id) => ask([id, id + 1], { to: own, query: "latency=100" })));
    await ask([1], { to: own, query: "fail=503:1" });
    await ask([1, 2, 3, 4, 5], { to: own, query: "poison=5" });
    await post("no JSON", { to: own });
    await fetch(`${own.url}/v1/users?limit=1`);
    const counted = await log();
    assert.equal(counted.requests, 6);
    assert.equal(counted.ids, 12);
    assert.deepEqual(counted.byStatus, { 200: 3, 400: 1, 422: 1, 503: 1 });
    assert.equal(counted.unfinished, 0);
    assert.deepEqual(counted.inFlight, { now: 0, max: 3 });
    assert.ok(counted.sockets.max >= 3 && counted.sockets.now >= 1);
  });

  it("starts anew on DELETE, which answers it a last time", async () => {
    await ask([1], { to: own });
    const last = await log("DELETE");
    assert.ok(last.requests > 0);
    const { sockets, ...counted } = await log();
    assert.deepEqual(counted, {
      requests: 0,
      ids: 0,
      byStatus: {},
      unfinished: 0,
      inFlight: { now: 0, max: 0 },
    });
    assert.ok(sockets.max >= sockets.now);
  });

  it("counts answers that were cut, and those whose client went away", { timeout: 10_000 }, async () => {
    await log("DELETE");
    const cut = await ask([1, 2], { to: own, query: "cut=1" });
    await assert.rejects(cut.text());
    const controller = new AbortController();
    const left = ask([1], { to: own, query: "latency=60000", signal: controller.signal });
    while ((await log()).inFlight.now === 0) await wait(5);
    controller.abort();
    await assert.rejects(left, { name: "AbortError" });
    while ((await log()).inFlight.now > 0) await wait(5);
    const counted = await log();
    assert.equal(counted.requests, 2);
    assert.equal(counted.unfinished, 2);
    assert.deepEqual(counted.byStatus, {});
  });
});

describe("runs with names", () => {
  /** @param {string} run @param {string} [method] */
  const log = async (run, method = "GET") => json(await get(`/v1/log?run=${run}`, { method }));

  it("are counted each for itself, and in all", async () => {
    const before = await json(await get("/v1/log"));
    await ask([1, 2], { query: "run=one" });
    await ask([3], { query: "run=two&fail=503:1" });
    await post("no JSON", { query: "run=two" });
    const { requests, ids, byStatus } = await log("one");
    assert.deepEqual({ requests, ids, byStatus }, { requests: 1, ids: 2, byStatus: { 200: 1 } });
    assert.deepEqual((await log("two")).byStatus, { 400: 1, 503: 1 });
    assert.equal((await json(await get("/v1/log"))).requests, before.requests + 3);
    await log("two", "DELETE");
    assert.equal((await log("two")).requests, 0);
    assert.equal((await log("one")).requests, 1);
  });

  it("have each their own rate limit and their own faults", async () => {
    const statuses = async (/** @type {string} */ query) => {
      const answers = await Promise.all([1, 2, 3].map((id) => ask([id], { query })));
      return answers.map(({ status }) => status).sort();
    };
    assert.deepEqual(await statuses("run=a&rate=2/60000"), [200, 200, 429]);
    assert.deepEqual(await statuses("run=b&rate=2/60000"), [200, 200, 429]);
    const draws = async (/** @type {string} */ run) => {
      const drawn = [];
      for (let time = 0; time < 12; time++)
        drawn.push((await ask([5], { query: `run=${run}&seed=4&fail=500:0.5` })).status);
      return drawn;
    };
    const drawn = await draws("c");
    assert.ok(drawn.includes(200) && drawn.includes(500), `${drawn}`);
    assert.deepEqual(await draws("d"), drawn);
  });

  it("are forgotten when there are many newer ones", async () => {
    await ask([1], { query: "run=old" });
    await ask([1], { query: "run=used" });
    for (let run = 0; run < 199; run++) {
      await ask([1], { query: `run=new-${run}` });
      await log("used");
    }
    assert.equal((await log("old")).requests, 0);
    assert.equal((await log("used")).requests, 1);
  });

  for (const name of ["", "a b", "x".repeat(65), "..%2f"]) {
    it(`cannot be called "${name}"`, async () => {
      assert.equal((await ask([1], { query: `run=${name}` })).status, 400);
      assert.equal((await get(`/v1/log?run=${name}`)).status, 400);
    });
  }
});
