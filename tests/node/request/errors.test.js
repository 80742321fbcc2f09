import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { everyone, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, users } from "../support/users.js";

const thrown = new Error("no token");
const fail = () => {
  throw thrown;
};
/** @type {any} */
const round = {};
round.round = round;

/** What is wrong with what a function answers. @type {[string, string, () => unknown][]} */
const RUBBISH = [
  ["url", "undefined", () => undefined],
  ["url", "null", () => null],
  ["url", "a number", () => 7],
  ["url", "an object that is no URL", () => ({})],
  ["url", "a promise", async () => "http://127.0.0.1:9/"],
  ["headers", "undefined", () => undefined],
  ["headers", "a string", () => "x-token: abc"],
  ["headers", "a name that is none", () => ({ "x token": "abc" })],
  ["headers", "a promise of nothing", async () => undefined],
  ["headers", "a promise that rejects", async () => fail()],
  ["body", "undefined", () => undefined],
  ["body", "a function", () => () => "x"],
  ["body", "an object that holds itself", () => round],
  ["body", "a promise", async () => ({ ids: [1] })],
];

/**
 * Runs three batches, of which `answer` is asked only for the second; the others get `fine`.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} option
 * @param {() => unknown} answer
 */
async function secondBatchAsks(t, option, answer) {
  const service = await startService(t, everyone);
  /** @type {Record<string, (batch: any) => unknown>} */
  const fine = {
    url: () => service.url,
    headers: () => ({}),
    body: (batch) => ({ ids: ids(batch) }),
  };
  let calls = 0;
  const asked = (/** @type {any[]} */ ...args) => {
    const context = args[args.length - 1];
    if (context.batch !== 1) return fine[option](args[0]);
    calls++;
    return answer();
  };
  const input = users(6);
  const options = { url: service.url, batchSize: 2, retry: { delay: 1 }, [option]: asked };
  const result = await filterUsers(input, options);
  assertLedger(result, input);
  assert.deepEqual(ids(failedUsers(result)), [3, 4]);
  assert.deepEqual(service.log.flatMap((seen) => seen.ids).sort(), [1, 2, 5, 6], "nothing of it was sent");
  assert.equal(calls, 1, "it is not retried");
  assert.equal(result.stats.requests.sent, 2);
  const { error } = result.failed[0];
  assert.equal(error.code, "REQUEST");
  assert.match(error.message, new RegExp(`\`${option}\``));
  return error;
}

describe("a function of the caller's that fails", () => {
  for (const option of ["url", "headers", "body"]) {
    it(`\`${option}\` throws: REQUEST with the cause, for its batch alone`, async (t) => {
      const error = await secondBatchAsks(t, option, fail);
      assert.equal(error.cause, thrown);
      assert.match(error.message, /no token/);
      assert.equal(error.attempts, 1);
    });
  }

  for (const [option, what, answer] of RUBBISH) {
    it(`\`${option}\` answers ${what}: REQUEST, for its batch alone`, async (t) => {
      await secondBatchAsks(t, option, answer);
    });
  }
});
