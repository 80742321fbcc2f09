import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import sqlite from "node-sqlite3-wasm";
import { DIALS } from "../../www/service/dials.js";
import { createService } from "../../www/service/service.js";

/** @typedef {Awaited<ReturnType<typeof createService>>} Service */

const folder = mkdtempSync(join(tmpdir(), "balance-service-"));
const database = join(folder, "balances.sqlite");
const MAIN = fileURLToPath(new URL("../../www/service/main.js", import.meta.url));

/** @type {Service} */
let service;

before(async () => {
  service = await createService({ database });
});

after(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

/** @param {unknown} body @param {{ query?: string, headers?: Record<string, string>, to?: Service, signal?: AbortSignal }} [how] */
function post(body, { query = "", headers = {}, to = service, signal = new AbortController().signal } = {}) {
  return fetch(`${to.url}/v1/balances:batchGet?${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal,
  });
}

/** @param {readonly (number | string)[]} ids @param {Parameters<typeof post>[1]} [how] */
const ask = (ids, how) => post({ ids }, how);

/** @param {Response} response @returns {Promise<any>} */
const json = (response) => response.json();

/** @param {string} path @param {RequestInit} [init] */
const get = (path, init) => fetch(`${service.url}${path}`, init);

/** @param {Response} response @param {number} status @param {RegExp} detail */
async function assertProblem(response, status, detail) {
  const problem = await json(response);
  assert.equal(response.status, status, problem.detail);
  assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
  assert.equal(problem.status, status);
  assert.match(problem.detail, detail);
  return problem;
}

/** @param {string} path */
function checksum(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** @param {string} path @param {import("node:test").TestContext} t */
function startProcess(path, t) {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, DATABASE: path, PORT: "0" } });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

/** @param {ReturnType<typeof startProcess>} child @param {RegExp} pattern @returns {Promise<string>} */
async function printed(child, pattern) {
  let output = "";
  for await (const chunk of child.stdout) {
    output += chunk;
    if (pattern.test(output)) return output;
  }
  throw new Error(`The process ended without printing ${pattern}: ${output}`);
}

describe("the database", () => {
  it("is the same each time it is filled, and is filled afresh if it is of another version", async () => {
    const path = join(folder, "old.sqlite");
    const old = new sqlite.Database(path);
    old.exec("PRAGMA user_version = 999");
    old.close();
    const other = await createService({ database: path });
    await other.close();
    assert.equal(checksum(path), checksum(database));
  });

  it("is not filled again on the second start", async () => {
    const { ino, mtimeMs } = statSync(database);
    const second = await createService({ database });
    await second.close();
    const now = statSync(database);
    assert.deepEqual({ ino: now.ino, mtimeMs: now.mtimeMs }, { ino, mtimeMs });
  });

  it("is whole or not there after a first start that was killed", async (t) => {
    const path = join(folder, "killed.sqlite");
    const child = startProcess(path, t);
    await printed(child, /Filling the demo's database with 100,000 users/);
    child.kill("SIGKILL");
    await once(child, "exit");
    if (existsSync(path)) assert.equal(checksum(path), checksum(database));
  });

  it("can be filled by two processes at once, and then serves both", async (t) => {
    const path = join(folder, "shared.sqlite");
    const outputs = await Promise.all(
      [1, 2].map(async () => {
        const child = startProcess(path, t);
        return printed(child, /answers at \S+\n/);
      }),
    );
    for (const output of outputs) {
      const url = /answers at (\S+)/.exec(output)?.[1] ?? "";
      const users = await json(await fetch(`${url}/v1/users?limit=1`));
      assert.equal(users[0].name, "Freya Ahmed");
    }
    assert.equal(checksum(path), checksum(database));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("shared.sqlite-")),
      [],
    );
  });

  it("is not held up by a lock that a killed process left behind", async (t) => {
    mkdirSync(`${database}.lock`);
    t.after(() => rmSync(`${database}.lock`, { recursive: true }));
    const second = await createService({ database });
    t.after(second.close);
    assert.equal((await ask([1], { to: second })).status, 200);
  });

  it("says what to do about a file that is something else", async () => {
    const path = join(folder, "letter.sqlite");
    writeFileSync(path, "Dear reader, ".repeat(1000));
    await assert.rejects(
      createService({ database: path }),
      /letter\.sqlite is not the demo's database\. Delete it/,
    );
  });
});

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

  it("drip: sends the body in pieces, over that time", async () => {
    const started = performance.now();
    const response = await ask([1, 2, 3], { query: "drip=200" });
    const arrivals = [];
    let text = "";
    for await (const chunk of /** @type {ReadableStream<Uint8Array>} */ (response.body)) {
      arrivals.push(performance.now() - started);
      text += Buffer.from(chunk);
    }
    assert.equal(JSON.parse(text).length, 3);
    assert.ok(arrivals.length > 1, `${arrivals.length} pieces`);
    assert.ok(/** @type {number} */ (arrivals.at(-1)) >= 190, `over ${arrivals.at(-1)} ms`);
  });
});

/** @param {number} requests @param {string} query @param {Service} [to] */
function statusesOf(requests, query, to = service) {
  return Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      const response = await ask([index + 1], { query, to });
      await response.text();
      return response.status;
    }),
  );
}

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

  it("have each their own allowance and their own luck", async () => {
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

describe("the page", () => {
  it("lets in its own files and its own import map, nothing else", async () => {
    const response = await get("/");
    const html = await response.text();
    const importMap = html.match(/<script type="importmap">(.*?)<\/script>/s)?.[1] ?? "";
    assert.equal(JSON.parse(importMap).imports["filter-users"], "/filter-users/index.js");
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none';/);
    assert.ok(policy.includes(`'sha256-${createHash("sha256").update(importMap).digest("base64")}'`), policy);
    assert.ok(!policy.includes("unsafe-inline") && !policy.includes("http"), policy);
  });

  it("comes with every file that it names", async () => {
    const html = await (await get("/")).text();
    const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1]);
    assert.deepEqual(files, ["/icon.svg", "/assets/style.css", "/assets/page.js"]);
    const types = await Promise.all(
      files.map(async (file) => (await get(`${file}`)).headers.get("content-type")),
    );
    assert.match(types.join(), /^image\/svg\+xml,text\/css; charset=utf-8,\w+\/javascript; charset=utf-8$/);
  });

  for (const path of [
    "/service/main.js",
    "/service/balances.sqlite",
    "/filter-users/%2e%2e/package.json",
    "/filter-users/",
    "/assets/nothing.js",
    "/assets/..%2findex.html",
    "/page/main.js",
    "/v1/nothing",
  ]) {
    it(`does not serve ${path}`, async () => {
      const response = await get(path);
      assert.ok([403, 404].includes(response.status), `${response.status}`);
      assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
    });
  }
});

it("a service says so when its port is taken", async () => {
  const port = Number(new URL(service.url).port);
  await assert.rejects(createService({ database, port }), { code: "EADDRINUSE" });
});
