import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

// The package as it is, but for its engine, which panics when it is asked about the user "panic".

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "filter-users-panics-"));
/** @type {typeof import("filter-users")} */
let api;

before(async () => {
  const engine = join(root, "target/panics");
  assert.ok(existsSync(engine), "`cargo xtask build --panics` makes the engine of these tests");
  cpSync(join(root, "pkg"), folder, { recursive: true });
  cpSync(engine, join(folder, "engine"), { recursive: true });
  api = await import(pathToFileURL(join(folder, "index.js")).href);
});

after(() => rmSync(folder, { recursive: true }));

const sick = Array.from({ length: 20 }, (_, index) => ({ id: index === 13 ? "panic" : index }));
const well = sick.filter(({ id }) => id !== "panic");

/** @type {any} */
const answering = async (/** @type {string} */ _url, /** @type {RequestInit} */ init) => {
  const { ids } = JSON.parse(String(init.body));
  await new Promise((resolve) => setTimeout(resolve, ids.includes("panic") ? 30 : 1));
  return Response.json(ids.map((/** @type {unknown} */ id) => ({ id })));
};

const options = { url: "http://service.test", fetch: answering, batchSize: 2, concurrency: 3 };

describe("a panic in the engine", () => {
  it("rejects the call with ENGINE, and the ledger holds in its partial result", async () => {
    const error = await api.filterUsers(sick, options).catch((thrown) => thrown);
    assert.ok(error instanceof api.FilterUsersError);
    assert.equal(error.code, "ENGINE");
    assert.match(error.message, /on purpose/);
    const partial = api.partialResult(error);
    assert.ok(partial);
    const failed = partial.failed.flatMap(({ users }) => users);
    assert.deepEqual(
      [...partial.passed, ...failed].sort((a, b) => sick.indexOf(a) - sick.indexOf(b)),
      sick,
    );
    assert.ok(partial.passed.length >= 10, "what was settled before is kept");
    assert.deepEqual(
      partial.failed.map((failure) => failure.error.code),
      partial.failed.map(() => "ABORTED"),
    );
    assert.equal(partial.stats.users.total, sick.length);
  });

  it("rejects every other pending call too, and aborts what is in flight", async () => {
    let aborted = 0;
    /** @type {any} */
    const hanging = (/** @type {string} */ _url, /** @type {RequestInit} */ init) =>
      new Promise((_, reject) => {
        init.signal?.addEventListener("abort", () => {
          aborted++;
          reject(init.signal?.reason);
        });
      });
    const others = [1, 2].map(() =>
      api.filterUsers(well, { ...options, fetch: hanging }).catch((thrown) => thrown),
    );
    await api.filterUsers(sick, options).catch(() => {});
    for (const error of await Promise.all(others)) {
      assert.equal(error.code, "ENGINE");
      assert.equal(api.partialResult(error)?.stats.users.failed, well.length);
    }
    assert.equal(aborted, 6, "three requests of each of the two");
  });

  it("leaves a fresh engine to the next call, again and again", async () => {
    for (let round = 0; round < 5; round++) {
      await assert.rejects(api.filterUsers(sick, options), { code: "ENGINE" });
      const { passed } = await api.filterUsers(well, options);
      assert.deepEqual(passed, well);
    }
  });

  it("leaves a limiter as it is: its places are free, its rate and its rest hold", async () => {
    const limiter = api.createLimiter({ concurrency: 2, rateLimit: { requests: 6, per: 400 } });
    await api.filterUsers(sick.slice(12, 14), { ...options, limiter }).catch(() => {});
    const lost = performance.now();
    assert.deepEqual([limiter.inFlight, limiter.waiting], [0, 0]);
    const { passed } = await api.filterUsers(well.slice(0, 2), { ...options, limiter });
    assert.equal(passed.length, 2);
    assert.ok(performance.now() - lost >= 395, "what the lost engine sent is not known");
  });

  it("leaves a limiter's rest as it is", async () => {
    const limiter = api.createLimiter({});
    const resting = async () => new Response("", { status: 429, headers: { "retry-after": "1" } });
    await api.filterUsers(well.slice(0, 1), { ...options, fetch: resting, retry: 0, limiter });
    const asked = performance.now();
    await api.filterUsers(sick, options).catch(() => {});
    await api.filterUsers(well.slice(0, 2), { ...options, limiter });
    assert.ok(
      performance.now() - asked >= 960,
      `it was asked for 1,000 ms, and waited ${performance.now() - asked}`,
    );
  });
});
