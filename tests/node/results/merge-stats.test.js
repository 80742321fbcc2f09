import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { emptyStats, filterUsers, mergeStats } from "filter-users";
import { users } from "../support/users.js";

/** @typedef {import("filter-users").Stats} Stats */

/** Figures of real runs of all kinds, to be merged in any order. @type {Stats[]} */
const runs = [];

before(async () => {
  const statuses = [200, 200, 503, 404, 413, 200, 500];
  for (let run = 0; run < 12; run++) {
    let requests = 0;
    const { stats } = await filterUsers(users(run * 3), {
      url: "http://service.test",
      batchSize: 4,
      concurrency: 1 + run,
      retry: { delay: 0 },
      fetch: async () => {
        const status = statuses[(run * requests++) % statuses.length];
        await new Promise((resolve) => setTimeout(resolve, (run * requests) % 5));
        return new Response("[]", { status });
      },
    });
    runs.push(stats);
  }
  runs.push(emptyStats());
});

const some = fc.nat().map((number) => runs[number % runs.length]);

/**
 * The same but for rounding.
 *
 * @param {any} a
 * @param {any} b
 * @param {string} [at]
 */
function assertClose(a, b, at = "stats") {
  if (typeof a === "number" && typeof b === "number") {
    assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a)), `${at}: ${a} and ${b}`);
    return;
  }
  assert.deepEqual(Object.keys(a).sort(), Object.keys(b).sort(), at);
  for (const name of Object.keys(a)) assertClose(a[name], b[name], `${at}.${name}`);
}

describe("mergeStats", () => {
  it("is associative", () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        assertClose(mergeStats(mergeStats(a, b), c), mergeStats(a, mergeStats(b, c)));
      }),
    );
  });

  it("is commutative", () => {
    fc.assert(fc.property(some, some, (a, b) => assertClose(mergeStats(a, b), mergeStats(b, a))));
  });

  it("has emptyStats() as its zero", () => {
    fc.assert(
      fc.property(some, (stats) => {
        assert.deepEqual(mergeStats(stats, emptyStats()), stats);
        assert.deepEqual(mergeStats(emptyStats(), stats), stats);
      }),
    );
  });

  it("leaves what it is given as it was", () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const before = structuredClone([a, b]);
        mergeStats(a, b);
        assert.deepEqual([a, b], before);
      }),
    );
  });

  it("reads percentiles as the engine does: of one run, halved and merged, they are those of the run", () => {
    for (const stats of runs) {
      const { histogram } = stats.latency;
      const middle = histogram.length >> 1;
      const [a, b] = [histogram.slice(0, middle), histogram.slice(middle)].map((part) => ({
        ...emptyStats(),
        latency: {
          ...stats.latency,
          histogram: part,
          count: part.reduce((total, [, count]) => total + count, 0),
        },
      }));
      const { p50, p90, p99, count, histogram: merged } = mergeStats(a, b).latency;
      assert.deepEqual(
        { p50, p90, p99, count, merged },
        {
          p50: stats.latency.p50,
          p90: stats.latency.p90,
          p99: stats.latency.p99,
          count: stats.latency.count,
          merged: histogram,
        },
      );
    }
  });
});
