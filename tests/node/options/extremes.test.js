import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { assertLedger, eventually, pause, users } from "../support/users.js";

const MIB = 2 ** 20;
const PIECE = new Uint8Array(64 * MIB).fill(32);

/** A service that answers with so many MiB of blanks, which take no memory. @param {number} size */
const blanks = (size) =>
  /** @type {any} */ (
    async () => {
      let left = size;
      const read = async () => {
        left -= 64;
        return left >= 0 ? { done: false, value: PIECE } : { done: true };
      };
      return { status: 200, body: { getReader: () => ({ read, cancel: async () => {} }) } };
    }
  );

describe("numbers beyond what 32 bits hold", () => {
  it("a `concurrency` of 2^31, 2^32 + 1 or more is no limit", async () => {
    for (const concurrency of [2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      let [inFlight, most] = [0, 0];
      const send = async (/** @type {readonly any[]} */ batch) => {
        most = Math.max(most, ++inFlight);
        await eventually(() => most === 50, "all are in flight");
        inFlight--;
        return batch;
      };
      const input = users(50);
      assertLedger(await filterUsers(input, { send, batchSize: 1, concurrency }), input);
      assert.equal(most, 50, `${concurrency}`);
    }
  });

  it("so are a `batchSize`, a `retry`, a rate, and times without end", async () => {
    const huge = Number.MAX_SAFE_INTEGER;
    const send = async (/** @type {readonly any[]} */ batch) => batch;
    const input = users(50);
    const result = await filterUsers(input, {
      send,
      batchSize: huge,
      retry: { limit: huge, delay: huge, maxDelay: huge },
      rateLimit: { requests: huge, per: huge },
      timeout: huge,
      deadline: huge,
      circuit: { failures: huge, cooldown: huge },
      hedge: huge,
    });
    assertLedger(result, input);
    assert.equal(result.passed.length, 50);
  });

  it("a reply of 2.1 GiB fails its batch and no other, however large `maxReplyBytes` is", async () => {
    const [sick, well] = [users(2), users(3)];
    const send = async (/** @type {readonly any[]} */ batch) => {
      await pause(30);
      return batch;
    };
    for (const maxReplyBytes of [2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const url = "http://service.test";
      const [failed, passed] = await Promise.all([
        filterUsers(sick, { url, fetch: blanks(2176), maxReplyBytes, retry: 0, split: false }),
        filterUsers(well, { send, batchSize: 1 }),
      ]);
      assertLedger(failed, sick);
      assert.equal(failed.failed[0].error.code, "REPLY_TOO_LARGE");
      assert.equal(passed.passed.length, 3);
    }
  });

  it("`stats.bytes` goes on beyond 4 GiB", async () => {
    const input = users(5);
    const options = { fetch: blanks(1088), maxReplyBytes: 1024 * MIB, retry: 0, batchSize: 1 };
    const { stats } = await filterUsers(input, { url: "http://service.test", ...options });
    assert.equal(stats.bytes.received, 5 * 1024 * MIB);
  });
});
