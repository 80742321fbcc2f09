import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DIALS } from "../../../www/service/dials.js";
import { createService } from "../../../www/service/service.js";
import { assertProblem, json, withBalances } from "../support/balances.js";

/** @typedef {import("../support/balances.js").Service} Service */

const { database, ask, get } = withBalances();

describe("the dials", () => {
  it("are listed, and take the examples given for them", async () => {
    const listed = await json(await get("/v1/dials"));
    assert.deepEqual(Object.keys(listed), Object.keys(DIALS));
    for (const [name, { takes, does, examples }] of Object.entries(DIALS)) {
      assert.ok(takes && does && examples.length > 0, name);
      for (const example of examples) {
        const response = await ask([1], { query: `${name}=${example}` });
        assert.notEqual(response.status, 400, `${name}=${example}`);
        await response.text().catch(() => "cut");
      }
    }
  });

  it("can be set by header too, the query having the last word", async () => {
    const headers = { "x-dial-fail": "503:1" };
    assert.equal((await ask([1], { headers })).status, 503);
    assert.equal((await ask([1], { headers, query: "fail=418:1" })).status, 418);
  });

  it("that do not exist are refused", async () => {
    await assertProblem(
      await ask([1], { query: "latancy=5" }),
      400,
      /^There is no dial "latancy"\. There are: latency,/,
    );
    await assertProblem(
      await ask([1], { headers: { "x-dial-toString": "5" } }),
      400,
      /^There is no dial "tostring"/,
    );
  });

  const wrong = {
    latency: ["", "-1", "60001", "fast", "1e3"],
    spread: ["-1", "x"],
    "per-id": ["", "-1", "1001"],
    slow: ["", "0.5", "1.5:10", "0.5:x", "0.5:60001", ":5", "0.5:"],
    fail: ["", "503", "503:x", "503:1.1", "503:0.6,500:0.6", "200:0.5", "503:0.1,"],
    rate: ["", "20", "0/1000", "20/0", "x/y"],
    "retry-after": ["", "soon", "-1", "86401", "date:", "1.5"],
    poison: ["", "a", "1,,2", "-1"],
    "row-errors": ["", "1.1", "-0.1", "yes"],
    unprocessed: ["", "1.1", "-0.1", "yes"],
    cut: ["", "1.1", "-0.1", "yes"],
    drip: ["", "-1", "60001"],
    seed: ["", "-1", "4294967296", "1.5"],
  };
  for (const [name, values] of Object.entries(wrong)) {
    it(`refuse what ${name} does not take, and say what it takes`, async () => {
      for (const value of values) {
        const response = await ask([1], { query: `${name}=${value}` });
        const problem = await assertProblem(
          response,
          400,
          new RegExp(`^"${name}" takes .+ \\(as in .+\\), not`),
        );
        assert.ok(problem.detail.includes(JSON.stringify(value)), problem.detail);
      }
    });
  }

  it("refuse a value given twice", async () => {
    await assertProblem(await ask([1], { query: "latency=1&latency=2" }), 400, /not \["1","2"\]/);
  });

  it("latency: answers later, refusals too", async () => {
    for (const query of ["latency=80", "latency=80&fail=500:1"]) {
      const started = performance.now();
      await (await ask([1], { query })).text();
      const took = performance.now() - started;
      assert.ok(took >= 78, `${query} took ${took} ms`);
    }
  });

  it("per-id: answers later for each id", async () => {
    const started = performance.now();
    await ask([1, 2, 3, 4], { query: "per-id=20" });
    assert.ok(performance.now() - started >= 78);
  });

  it("slow: answers its share of the requests that much later", async () => {
    const started = performance.now();
    const took = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await ask([index + 1], { query: "slow=0.5:400&seed=1" });
        return performance.now() - started;
      }),
    );
    assert.ok(Math.min(...took) < 398 && Math.max(...took) >= 398, `${took}`);
  });

  it("spread: makes some answers earlier and some later", async () => {
    const took = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const started = performance.now();
        await (await ask([index + 1], { query: "latency=300&spread=300&seed=3" })).text();
        return performance.now() - started;
      }),
    );
    assert.ok(Math.min(...took) < 250, `the fastest took ${Math.min(...took)} ms`);
    assert.ok(Math.max(...took) > 350, `the slowest took ${Math.max(...took)} ms`);
  });

  it("fail: refuses its share of the requests, by status", async () => {
    const statuses = await statusesOf(200, "fail=503:0.3,500:0.2&seed=1");
    const count = (/** @type {number} */ status) => statuses.filter((other) => other === status).length;
    assert.equal(count(200) + count(503) + count(500), 200);
    assert.ok(Math.abs(count(503) - 60) < 20, `${count(503)} of 200 were 503`);
    assert.ok(Math.abs(count(500) - 40) < 20, `${count(500)} of 200 were 500`);
    await assertProblem(
      await ask([1], { query: "fail=502:1" }),
      502,
      /^The "fail" dial asked for this failure/,
    );
  });

  it("seed: makes chance repeatable in whatever order requests come, and another try another draw", async (t) => {
    const own = await createService({ database });
    t.after(own.close);
    const query = "fail=503:0.5&seed=7";
    const first = await statusesOf(40, query, own);
    const second = await statusesOf(40, query, own);
    assert.notDeepEqual(second, first);
    await fetch(`${own.url}/v1/log`, { method: "DELETE" });
    const reversed = Array.from({ length: 40 }, (_, index) => 40 - index);
    const again = [];
    for (const id of reversed) again.unshift((await ask([id], { query, to: own })).status);
    assert.deepEqual(again, first);
    assert.notDeepEqual(await statusesOf(40, "fail=503:0.5&seed=8", own), first);
  });

  it("rate: answers so many in any such span, and the others 429", async () => {
    const statuses = await statusesOf(5, "rate=3/60000");
    assert.deepEqual(statuses.sort(), [200, 200, 200, 429, 429]);
    const refused = await ask([1], { query: "rate=3/60000" });
    assert.equal(refused.headers.get("retry-after"), null);
    await assertProblem(refused, 429, /Ask again later/);
  });

  it("rate: answers again when the span has passed", async () => {
    const query = "rate=1/100";
    assert.equal((await ask([1], { query })).status, 200);
    await wait(110);
    assert.equal((await ask([1], { query })).status, 200);
  });

  it("rate: counts apart for another seed", async () => {
    assert.deepEqual(await statusesOf(1, "rate=1/60000&seed=1"), [200]);
    assert.deepEqual(await statusesOf(1, "rate=1/60000&seed=2"), [200]);
    assert.deepEqual(await statusesOf(1, "rate=1/60000&seed=1"), [429]);
  });

  it("retry-after: is put on every 429 and 503, and on nothing else", async () => {
    const retryAfter = async (/** @type {string} */ query) =>
      (await ask([1], { query })).headers.get("retry-after");
    assert.equal(await retryAfter("retry-after=2&fail=503:1"), "2");
    assert.equal(await retryAfter("retry-after=0&fail=429:1"), "0");
    assert.equal(await retryAfter("retry-after=2&fail=500:1"), null);
    assert.equal(await retryAfter("retry-after=2"), null);
    assert.equal(await retryAfter("retry-after=2&rate=1/59999"), null);
    assert.equal(await retryAfter("retry-after=2&rate=1/59999"), "2");
  });

  it("retry-after: can be a date, never too early", async () => {
    const asked = Date.now();
    const text =
      (await ask([1], { query: "retry-after=date:2&fail=503:1" })).headers.get("retry-after") ?? "";
    assert.match(text, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    const ahead = Date.parse(text) - asked;
    assert.ok(ahead >= 2000 && ahead < 4000, `${ahead} ms ahead`);
  });

  it("poison: refuses every request for such an id, naming it", async () => {
    const query = "poison=3,17";
    const problem = await assertProblem(
      await ask([1, 17, 3], { query }),
      422,
      /^The id 17 cannot be answered/,
    );
    assert.equal(problem.id, 17);
    assert.equal((await ask([1, "17"], { query })).status, 422);
    assert.equal((await ask([1, 2], { query })).status, 200);
  });

  it("row-errors: puts errors in place of its share of the rows, others than before when asked again", async () => {
    const ids = Array.from({ length: 400 }, (_, index) => index + 1);
    const rows = async (/** @type {string} */ query) => json(await ask(ids, { query }));
    const whole = await rows("");
    const failing = async () => {
      const answered = await rows("row-errors=0.25&seed=3");
      assert.equal(answered.length, whole.length);
      return answered.filter((/** @type {any} */ row) => row.error === "backend timeout");
    };
    const [first, second] = [await failing(), await failing()];
    for (const rows of [first, second]) assert.ok(rows.length > 60 && rows.length < 140, `${rows.length}`);
    assert.notDeepEqual(first, second);
  });

  it("unprocessed: leaves out its share of the rows, and says whom it does not know", async () => {
    const ids = Array.from({ length: 400 }, (_, index) => index + 1);
    const rows = await json(await ask([...ids, 99_999_999], { query: "unprocessed=0.5&seed=3" }));
    assert.ok(rows.length > 150 && rows.length < 250, `${rows.length}`);
    const unknown = await json(await ask([99_999_999], { query: "unprocessed=0.000001" }));
    assert.deepEqual(unknown, [{ id: 99_999_999, currentBalance: null }]);
  });

  it("cut: destroys the connection within the body, in its share of the answers", async () => {
    for (const ids of [[], [1], Array.from({ length: 500 }, (_, index) => index + 1)]) {
      const response = await ask(ids, { query: "cut=1" });
      assert.equal(response.status, 200);
      await assert.rejects(response.text(), /terminated/);
    }
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await ask([index + 1], { query: "cut=0.5&seed=1" });
        return response.text().then(
          () => "whole",
          () => "cut",
        );
      }),
    );
    assert.ok(outcomes.includes("whole") && outcomes.includes("cut"));
  });

  it("drip: sends the body in chunks, over that time", async () => {
    const started = performance.now();
    const response = await ask([1, 2, 3], { query: "drip=200" });
    const arrivals = [];
    let text = "";
    for await (const chunk of /** @type {ReadableStream<Uint8Array>} */ (response.body)) {
      arrivals.push(performance.now() - started);
      text += Buffer.from(chunk);
    }
    assert.equal(JSON.parse(text).length, 3);
    assert.ok(arrivals.length > 1, `${arrivals.length} chunks`);
    assert.ok(/** @type {number} */ (arrivals.at(-1)) >= 190, `over ${arrivals.at(-1)} ms`);
  });
});

/** @param {number} requests @param {string} query @param {Service} [to] */
function statusesOf(requests, query, to) {
  return Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      const response = await ask([index + 1], { query, to });
      await response.text();
      return response.status;
    }),
  );
}
