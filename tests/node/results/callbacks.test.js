import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, partialResult } from "filter-users";
import { evenOnes, everyone, reset, silence, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, pause, rejection, users } from "../support/users.js";

describe("onProgress", () => {
  it("is called after every settled batch, with figures that add up at each call", async (t) => {
    const service = await startService(t, (seen) => {
      if (seen.ids.includes(7)) return 404;
      return seen.ids.includes(13) ? [] : evenOnes(seen);
    });
    /** @type {import("filter-users").Stats[]} */
    const calls = [];
    const result = await filterUsers(users(22), {
      url: service.url,
      batchSize: 3,
      where: { ok: true },
      onProgress: (stats) => calls.push(stats),
    });
    assert.equal(calls.length, 8);
    let before = 0;
    for (const { users, batches } of calls) {
      assert.equal(users.passed + users.skipped + users.missing + users.failed, users.total);
      assert.ok(users.total > before && users.total <= before + 3);
      before = users.total;
      assert.ok(batches.total >= 1 && batches.total <= 8);
    }
    assert.deepEqual(
      calls.map(({ batches }) => batches.total),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    const { time: _, ...last } = /** @type {any} */ (calls.at(-1));
    const { time: __, ...final } = /** @type {any} */ (result.stats);
    assert.deepEqual(last, final);
    assert.notEqual(calls[0], calls[1]);
  });
});

describe("onBatch", () => {
  it("is called with each settled batch once, and all of them make the result", async (t) => {
    const service = await startService(t, async (seen) => {
      await pause(seen.ids.includes(1) ? 200 : 0);
      if (seen.ids.includes(7)) return 404;
      return seen.ids.includes(13) ? [] : evenOnes(seen);
    });
    const input = users(22);
    /** @type {import("filter-users").BatchResult<any>[]} */
    const batches = [];
    const result = await filterUsers(input, {
      url: service.url,
      batchSize: 3,
      where: { ok: true },
      keepRows: true,
      onBatch: (batch) => batches.push(batch),
    });
    assert.notEqual(batches[0].batch, 0, "in the order in which they settle");
    batches.sort((a, b) => a.batch - b.batch);
    assert.deepEqual(
      batches.map(({ batch }) => batch),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assertLedger(result, input);
    for (const verdict of /** @type {const} */ (["passed", "skipped", "missing", "failed"])) {
      assert.deepEqual(
        batches.flatMap((batch) => /** @type {any[]} */ (batch[verdict])),
        result[verdict],
      );
    }
    for (const { batch, passed, skipped, missing, failed, rows } of batches) {
      const all = [...passed, ...skipped, ...missing, ...failed.flatMap(({ users }) => users)];
      assert.deepEqual(new Set(all), new Set(input.slice(3 * batch, 3 * batch + 3)));
      assert.equal(rows?.size, passed.length + skipped.length);
    }
  });

  it("of a batch that was halved is called once, when all its sub-batches have settled", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.length > 1 ? 413 : everyone(seen)));
    let calls = 0;
    await filterUsers(users(8), {
      url: service.url,
      onBatch: ({ passed }) => {
        calls += passed.length;
      },
    });
    assert.equal(calls, 8);
  });
});

describe("onEvent", () => {
  it("tells the whole way of a batch that is retried", async (t) => {
    const service = await startService(t, (seen) => (seen.index < 1 ? 503 : everyone(seen)));
    /** @type {any[]} */
    const events = [];
    await filterUsers(users(3), {
      url: service.url,
      where: { id: 2 },
      retry: { delay: 1 },
      onEvent: (event) => events.push(event),
    });
    const told = events.map(({ at: _, ms: __, error, delay, ...event }) => ({
      ...event,
      ...(error && { code: error.code, status: error.status }),
      ...(delay !== undefined && { waits: delay >= 0 && delay <= 1 }),
    }));
    const [first, second] = [1, 2].map((attempt) => ({ batch: 0, attempt, users: 3 }));
    const reply = JSON.stringify([1, 2, 3].map((id) => ({ id, ok: true })));
    assert.deepEqual(told, [
      { ...first, type: "sent", request: 0 },
      { ...first, type: "answered", request: 0, status: 503, bytes: 0, code: "HTTP_STATUS" },
      { ...first, type: "retrying", code: "HTTP_STATUS", status: 503, waits: true },
      { ...second, type: "sent", request: 1 },
      { ...second, type: "answered", request: 1, status: 200, bytes: reply.length },
      { ...second, type: "settled", passed: 1, skipped: 2, missing: 0, failed: 0, errors: [] },
    ]);
    for (const [index, { at }] of events.entries()) assert.ok(index === 0 || at >= events[index - 1].at);
    assert.ok(events.filter(({ type }) => type === "answered").every(({ ms }) => ms >= 0));
  });

  it("tells of a batch that is halved, each half with its users", async (t) => {
    const service = await startService(t, (seen) => (seen.ids.length > 3 ? 413 : everyone(seen)));
    /** @type {any[]} */
    const events = [];
    await filterUsers(users(5), { url: service.url, onEvent: (event) => events.push(event) });
    const split = events.filter(({ type }) => type === "split");
    assert.deepEqual(
      split.map(({ into, users, batch }) => [into, users, batch]),
      [[[3, 2], 5, 0]],
    );
    const sent = events.filter(({ type }) => type === "sent");
    assert.deepEqual(
      sent.map(({ users, attempt }) => [users, attempt]),
      [
        [5, 1],
        [3, 2],
        [2, 2],
      ],
    );
    assert.equal(events.filter(({ type }) => type === "settled").length, 1);
  });

  it("tells of requests that get no answer, and of those that a deadline ends", async (t) => {
    const service = await startService(t, ({ ids }) => (ids[0] === 1 ? reset : silence));
    /** @type {any[]} */
    const events = [];
    await filterUsers(users(2), {
      url: service.url,
      batchSize: 1,
      retry: 0,
      deadline: 300,
      onEvent: (event) => events.push(event),
    });
    const ended = events.filter(({ type }) => type === "failed" || type === "abandoned");
    assert.deepEqual(
      ended.map(({ type, request, batch, error }) => [type, request, batch, error?.code]),
      [
        ["failed", 0, 0, "NETWORK"],
        ["abandoned", 1, 1, undefined],
      ],
    );
    assert.ok(ended[1].ms >= 250, "up to the deadline");
    const settled = events.filter(({ type }) => type === "settled");
    assert.deepEqual(
      settled.map(({ errors }) => errors.map((/** @type {any} */ error) => error.code)),
      [["NETWORK"], ["DEADLINE"]],
    );
  });

  it("names each request as the functions that make it are told", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? 503 : everyone(seen)));
    /** @type {number[]} */
    const asked = [];
    /** @type {number[]} */
    const sent = [];
    await filterUsers(users(4), {
      url: service.url,
      batchSize: 2,
      concurrency: 1,
      retry: { delay: 1 },
      headers: ({ request }) => {
        asked.push(request);
        return {};
      },
      onEvent: (event) => event.type === "sent" && sent.push(event.request),
    });
    assert.deepEqual(asked, [0, 1, 2]);
    assert.deepEqual(sent, asked);
  });
});

describe("a callback that throws", () => {
  for (const name of /** @type {const} */ (["onProgress", "onBatch", "onEvent"])) {
    for (const thrown of [new Error("mine"), Object.freeze({ mine: true })]) {
      it(`${name}: ends the run with the very ${thrown.constructor.name}, and nothing goes on`, async (t) => {
        const service = await startService(t, async (seen) => {
          if (seen.ids[0] !== 1) return silence;
          await eventually(() => service.log.length === 3, "the others are in flight");
          return everyone(seen);
        });
        const input = users(40);
        let calls = 0;
        const run = filterUsers(input, {
          url: service.url,
          batchSize: 2,
          concurrency: 3,
          [name]: (/** @type {any} */ event) => {
            // Once the others are in flight, too.
            if (name === "onEvent" && event.type !== "answered") return;
            calls++;
            throw thrown;
          },
        });
        assert.equal(await rejection(run), thrown);
        await eventually(() => service.inFlight === 0, "what was in flight is aborted");
        const sent = service.log.length;
        const partial = partialResult(thrown);
        assertLedger(partial, input);
        for (const { error } of partial.failed) assert.equal(error.code, "ABORTED");
        assert.equal(partial.passed.length, name === "onEvent" ? 0 : 2);
        await pause(20);
        assert.equal(service.log.length, sent, "nothing more is sent");
        assert.equal(calls, 1, "it is not called again");
      });
    }
  }

  it("a string ends the run with that string", async (t) => {
    const service = await startService(t, everyone);
    const onBatch = () => {
      throw "mine";
    };
    assert.equal(await rejection(filterUsers(users(3), { url: service.url, onBatch })), "mine");
    assert.equal(partialResult("mine"), undefined);
  });

  it("at the last batch, too", async (t) => {
    const service = await startService(t, everyone);
    const input = users(2);
    const thrown = new Error("mine");
    const onProgress = () => {
      throw thrown;
    };
    assert.equal(await rejection(filterUsers(input, { url: service.url, onProgress })), thrown);
    assertLedger(partialResult(thrown), input);
    assert.equal(failedUsers(/** @type {any} */ (partialResult(thrown))).length, 0);
  });

  it("an error that ended no run has no partial result", () => {
    for (const error of [new Error(), undefined, null, "x", 7, {}, Symbol("s")]) {
      assert.equal(partialResult(error), undefined);
    }
  });
});
