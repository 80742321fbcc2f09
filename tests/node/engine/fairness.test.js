import assert from "node:assert/strict";
import { it } from "node:test";
import { filterUsers, init } from "filter-users";
import { beBusy } from "../support/busy.js";

it("timers go on during a run of a million users whose answers are there at once", async () => {
  const users = Array.from({ length: 1_000_000 }, (_, id) => ({ id }));
  const body = new TextEncoder().encode(JSON.stringify(users.slice(0, 250)));
  const at = [performance.now()];
  const timer = setInterval(() => at.push(performance.now()), 5);
  const { stats } = await filterUsers(users, {
    url: "http://service.test",
    fetch: async () => new Response(body),
    absent: "skipped",
  });
  clearInterval(timer);
  assert.equal(stats.users.total, users.length);
  const gaps = at.slice(1).map((time, index) => time - at[index]);
  const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  // The median, since a busy machine makes single gaps of its own. If the engine did not yield, there would be no tick at all.
  assert.ok(at.length > stats.time.total / 50, `${at.length} ticks in ${stats.time.total} ms`);
  assert.ok(median < 50, `${median} ms between ticks`);
});

it("timers go on between the start of a run, where that takes long, and its first request", async () => {
  await init();
  /** @type {string[]} */
  const order = [];
  setImmediate(() => order.push("timer"));
  await filterUsers([{ id: 1 }], {
    url: "http://service.test",
    fetch: async () => {
      order.push("request");
      return Response.json([{ id: 1 }]);
    },
    where: {
      get id() {
        beBusy(30);
        return 1;
      },
    },
  });
  assert.deepEqual(order, ["timer", "request"]);
});
