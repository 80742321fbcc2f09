import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { drip, everyone, headOnly, silence, startService } from "../support/service.js";
import { assertLedger, eventually, failedUsers, ids, users } from "../support/users.js";

describe("timeout", { concurrency: true }, () => {
  for (const [name, behaviour] of /** @type {const} */ ([
    ["an answer that never comes", silence],
    ["a head without a body", headOnly],
    ["a body that drips", drip(" ".repeat(1000), 20)],
  ])) {
    it(`${name} is aborted, and is TIMEOUT`, async (t) => {
      const service = await startService(t, (seen) => (seen.ids.includes(3) ? behaviour : everyone(seen)));
      const input = users(6);
      const options = { url: service.url, batchSize: 2, timeout: 900, retry: { limit: 1, delay: 1 } };
      const result = await filterUsers(input, options);
      assertLedger(result, input);
      assert.deepEqual(ids(failedUsers(result)), [3, 4]);
      assert.equal(result.failed[0].error.code, "TIMEOUT");
      assert.equal(result.failed[0].error.attempts, 2);
      assert.deepEqual(result.stats.requests.byError, { TIMEOUT: 2 });
      await eventually(() => service.inFlight === 0, "the service sees that nobody waits");
    });
  }

  it("`headers` that take too long are TIMEOUT as well, and nothing is sent", async (t) => {
    const service = await startService(t, everyone);
    const headers = /** @type {any} */ (() => new Promise(() => {}));
    const result = await filterUsers(users(1), { url: service.url, headers, timeout: 20, retry: 0 });
    assert.equal(result.failed[0].error.code, "TIMEOUT");
    assert.equal(service.log.length, 0);
  });
});
