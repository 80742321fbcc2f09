import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { createService } from "../../../www/service/service.js";
import { assertLedger } from "../support/users.js";

// The balance service of the demo, with its real database, made to misbehave by its dials.

/** @type {{ url: string, close(): Promise<void> }} */
let service;
/** @type {{ id: number }[]} */
let people;

before(async () => {
  service = await createService();
  people = await (await fetch(new URL("/v1/users?limit=1000", service.url))).json();
});
after(() => service.close());
beforeEach(async () => {
  await fetch(new URL("/v1/log", service.url), { method: "DELETE" });
});

/** @param {string} dials */
const url = (dials) => new URL(`/v1/balances:batchGet?${dials}`, service.url);
const seen = async () => (await fetch(new URL("/v1/log", service.url))).json();
const where = { currentBalance: { $gt: 500 } };

/** What a service that is well says. */
async function truth() {
  const { passed, skipped, missing } = await filterUsers(people, { url: url(""), where });
  await fetch(new URL("/v1/log", service.url), { method: "DELETE" });
  return { passed, skipped, missing };
}

/** @param {import("filter-users").FilterResult<any>} result */
const verdicts = ({ passed, skipped, missing }) => ({ passed, skipped, missing });

describe("the balance service with its dials turned", () => {
  it("failing at random: retries bring what a well service says", async () => {
    const wanted = await truth();
    const retry = { limit: 20, delay: 1, budget: 1 };
    const result = await filterUsers(people, {
      url: url("fail=503:0.2,500:0.1&seed=1"),
      where,
      batchSize: 25,
      retry,
    });
    assertLedger(result, people);
    assert.deepEqual(verdicts(result), wanted);
    assert.ok(result.stats.requests.retried > 0);
    const { requests, byStatus } = await seen();
    assert.equal(requests, result.stats.requests.sent);
    assert.deepEqual(byStatus, result.stats.requests.byStatus);
  });

  it("cutting bodies: they are asked for again", async () => {
    const wanted = await truth();
    const retry = { limit: 20, delay: 1, budget: 1 };
    const result = await filterUsers(people, { url: url("cut=0.3&seed=2"), where, batchSize: 50, retry });
    assertLedger(result, people);
    assert.deepEqual(verdicts(result), wanted);
    assert.ok((result.stats.requests.byError.NETWORK ?? 0) > 0);
    assert.equal((await seen()).requests, result.stats.requests.sent);
  });

  it("429 with Retry-After beyond a rate: nothing is lost, and the service is left alone meanwhile", async () => {
    const wanted = await truth();
    const dials = "rate=4/500&retry-after=1";
    const result = await filterUsers(people, {
      url: url(dials),
      where,
      batchSize: 100,
      concurrency: 2,
      retry: 5,
    });
    assertLedger(result, people);
    assert.deepEqual(verdicts(result), wanted);
    assert.ok(result.stats.time.total >= 2000, "ten requests at four a time are two rests of a second");
    assert.ok((result.stats.requests.byStatus[429] ?? 0) <= 6, "two in flight meet a closed gate, not all");
  });

  it("a rate limit of one's own keeps the service from refusing", async () => {
    const result = await filterUsers(people, {
      url: url("rate=4/400"),
      where,
      batchSize: 100,
      // A little longer than the service's window: what is sent evenly may arrive less so.
      rateLimit: { requests: 4, per: 500 },
      retry: 0,
    });
    assertLedger(result, people);
    assert.deepEqual(result.stats.requests.byStatus, { 200: 10 });
  });

  it("poison users: only they fail, and the reply that refused them is there", async () => {
    const wanted = await truth();
    const poison = [people[3].id, people[500].id];
    const result = await filterUsers(people, { url: url(`poison=${poison}`), where, split: true });
    assertLedger(result, people);
    const failed = result.failed.flatMap(({ users }) => users);
    assert.deepEqual(
      failed.map(({ id }) => id),
      poison,
    );
    const without = (/** @type {any[]} */ list) => list.filter(({ id }) => !poison.includes(id));
    assert.deepEqual(result.passed, without(wanted.passed));
    assert.ok(result.failed.every(({ error }) => error.status === 422 && error.reply?.includes("422")));
    assert.ok(result.stats.requests.sent <= 4 + 2 * 2 * 8, `${result.stats.requests.sent} requests`);
  });

  it("errors row by row: their users are asked about again, alone, and nobody is judged by an error", async () => {
    const wanted = await truth();
    const options = {
      where,
      rowError: { error: { $exists: true } },
      retry: { limit: 8, delay: 1, budget: 1 },
    };
    const result = await filterUsers(people, { url: url("row-errors=0.2&seed=5"), ...options });
    assertLedger(result, people);
    for (const verdict of /** @type {const} */ (["passed", "skipped", "missing"]))
      assert.deepEqual(result[verdict], wanted[verdict]);
    assert.ok(Number(result.stats.requests.byError.ROW_ERROR) >= 4, "each batch has such rows");
    assert.equal(result.stats.requests.byStatus[200], result.stats.requests.sent);
  });

  it("unprocessed keys: who is left out is asked about again, until all have an answer", async () => {
    const wanted = await truth();
    const options = /** @type {const} */ ({
      where,
      absent: "failed",
      retry: { limit: 20, delay: 1, budget: 1 },
    });
    const result = await filterUsers(people, { url: url("unprocessed=0.5&seed=5"), ...options });
    assertLedger(result, people);
    assert.deepEqual(result.passed, wanted.passed);
    assert.deepEqual([result.missing, result.failed], [[], []], "it says whom it does not know");
  });

  it("slow bodies: an attempt times out, and its request is aborted", async () => {
    const result = await filterUsers(people.slice(0, 500), { url: url("drip=5000"), timeout: 100, retry: 0 });
    assertLedger(result, people.slice(0, 500));
    assert.deepEqual(
      result.failed.map(({ error }) => error.code),
      ["TIMEOUT", "TIMEOUT"],
    );
    for (let now = await seen(); now.inFlight.now > 0; now = await seen());
    assert.equal((await seen()).unfinished, 2, "both were cancelled while their bodies dripped");
  });
});
