import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAttempts } from "../../www/page/run/attempts.js";

const about = { batch: 0, attempt: 1, users: 10 };
/** @param {object} [more] @returns {any} */
const error = (more) => Object.assign(new Error("refused"), more);

/** @param {any[]} events */
function after(...events) {
  const attempts = createAttempts();
  for (const event of events) attempts.add({ ...about, ...event });
  return attempts;
}

describe("attempts", () => {
  it("take the lowest free slot, as long as they are in flight", () => {
    const attempts = after(
      { type: "sent", request: 0, at: 0 },
      { type: "sent", request: 1, at: 1, batch: 1 },
      { type: "sent", request: 2, at: 2, batch: 2 },
      { type: "answered", request: 1, at: 10, batch: 1, status: 200, ms: 9, bytes: 1 },
      { type: "sent", request: 3, at: 11, batch: 3 },
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((bar) => attempts.at(bar).lane),
      [0, 1, 2, 1],
    );
    assert.equal(attempts.lanes, 3);
    assert.deepEqual([attempts.at(1).from, attempts.at(1).to], [1, 10]);
    assert.equal(attempts.at(1).kind, "answered");
    assert.ok(Number.isNaN(attempts.at(3).to));
    assert.deepEqual([attempts.count("pending"), attempts.count("answered")], [3, 1]);
  });

  it("that were refused are what becomes of them: retried, halved, or failed for good", () => {
    const refused = { type: "answered", status: 422, ms: 1, bytes: 1, error: error({ code: "HTTP_STATUS" }) };
    const attempts = after(
      { type: "sent", request: 0, at: 0, batch: 0 },
      { type: "sent", request: 1, at: 0, batch: 1 },
      { type: "sent", request: 2, at: 0, batch: 2 },
      { ...refused, request: 0, at: 1, batch: 0 },
      { type: "retrying", at: 1, batch: 0, error: error(), delay: 5 },
      { ...refused, request: 1, at: 2, batch: 1 },
      { type: "split", at: 2, batch: 1, into: [5, 5] },
      { type: "failed", request: 2, at: 3, batch: 2, ms: 3, error: error({ code: "NETWORK" }) },
      { type: "settled", at: 3, batch: 2, passed: 0, skipped: 0, missing: 0, failed: 10, errors: [] },
    );
    assert.deepEqual(
      [0, 1, 2].map((bar) => attempts.at(bar).kind),
      ["retried", "split", "failed"],
    );
    assert.equal(attempts.at(0).why, "refused");
    assert.equal(attempts.at(1).status, 422);
  });

  it("that are copies show whether they were faster", () => {
    const attempts = after(
      { type: "sent", request: 0, at: 0 },
      { type: "hedged", request: 1, copyOf: 0, at: 5 },
      { type: "answered", request: 1, at: 9, status: 200, ms: 4, bytes: 1 },
      { type: "abandoned", request: 0, at: 9, ms: 9 },
    );
    assert.deepEqual(
      [0, 1].map((bar) => attempts.at(bar).kind),
      ["abandoned", "hedged"],
    );
  });

  it("that were refused while their copy was answered were tried again, by that", () => {
    const attempts = after(
      { type: "sent", request: 0, at: 0 },
      { type: "hedged", request: 1, copyOf: 0, at: 5 },
      { type: "answered", request: 0, at: 7, status: 503, ms: 7, bytes: 1, error: error() },
      { type: "answered", request: 1, at: 9, status: 200, ms: 4, bytes: 1 },
      { type: "settled", at: 9, passed: 10, skipped: 0, missing: 0, failed: 0, errors: [] },
    );
    assert.deepEqual(
      [0, 1].map((bar) => attempts.at(bar).kind),
      ["retried", "hedged"],
    );
  });

  it("close the gate for as long as the service asked, once for askings that overlap", () => {
    const wait = (
      /** @type {number} */ request,
      /** @type {number} */ at,
      /** @type {number} */ retryAfter,
    ) => [
      { type: "sent", request, at, batch: request },
      {
        type: "answered",
        request,
        at,
        batch: request,
        status: 429,
        ms: 1,
        bytes: 1,
        error: error({ retryAfter }),
      },
    ];
    const attempts = after(...wait(0, 100, 1_000), ...wait(1, 500, 1_000), ...wait(2, 5_000, 10));
    assert.deepEqual(attempts.gates, [
      { from: 100, to: 1_500 },
      { from: 5_000, to: 5_010 },
    ]);
    assert.deepEqual([...attempts.gateStatuses], [429]);
  });

  it("still in flight when a run was ended by an error are abandoned", () => {
    const attempts = after({ type: "sent", request: 0, at: 0 });
    attempts.stop(40);
    assert.deepEqual([attempts.at(0).kind, attempts.at(0).to, attempts.latest], ["abandoned", 40, 40]);
  });

  it("may be many", () => {
    const attempts = createAttempts();
    for (let request = 0; request < 5_000; request++)
      attempts.add({ ...about, type: "sent", request, at: request });
    assert.equal(attempts.length, 5_000);
    assert.equal(attempts.at(4_999).from, 4_999);
    assert.equal(attempts.at(1_023).request, 1_023);
  });
});
