import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FilterUsersError, filterUsers, partialResult } from "filter-users";
import { everyone, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, rejection, streamOf, users } from "../support/users.js";

const unreadable = {
  get id() {
    throw new Error("locked");
  },
};

/** @type {[string, unknown, RegExp][]} */
const WRONG = [
  ["nothing", undefined, /an object, got undefined/],
  ["null", null, /an object, got null/],
  ["a number", 7, /an object, got 7/],
  ["a string", "7", /an object, got "7"/],
  ["a user without an id", {}, /`id`.*got undefined/],
  ["an id of null", { id: null }, /`id`.*got null/],
  ["an id of 1.5", { id: 1.5 }, /`id`.*got 1\.5/],
  ["an id beyond 2^53", { id: 2 ** 53 }, /`id`.*got 9007199254740992/],
  ["an id of NaN", { id: Number.NaN }, /`id`.*got NaN/],
  ["an id of true", { id: true }, /`id`.*got true/],
  ["an id that is an object", { id: {} }, /`id`.*got an object/],
  ["an id that throws", unreadable, /`id`.*threw/],
];

describe("a user without a usable key", () => {
  for (const [name, wrong, message] of WRONG) {
    it(`${name}: in an array it is found before anything is sent`, async (t) => {
      const service = await startService(t, everyone);
      const input = /** @type {any[]} */ ([...users(6), wrong, ...users(3)]);
      const error = await rejection(filterUsers(input, { url: service.url, batchSize: 2 }));
      assert.ok(error instanceof FilterUsersError);
      assert.equal(error.code, "INVALID_USER");
      assert.match(error.message, /user 6 of the input/);
      assert.match(error.message, message);
      assert.equal(service.log.length, 0);
      if (wrong === unreadable) assert.match(String(error.cause), /locked/);
    });
  }

  it("the key is what `key` says", async (t) => {
    const service = await startService(t, everyone);
    const run = filterUsers([{ id: 1, email: "a" }, { id: 2 }], { url: service.url, key: "email" });
    assert.match((await rejection(run)).message, /`email` of user 1 /);
  });
});

describe("found on the way, it ends the run, and what was read by then is in partialResult", () => {
  const input = /** @type {any[]} */ ([...users(7), { name: "nobody" }, ...users(20).slice(10)]);
  /** @type {[string, () => any][]} */
  const sources = [
    ["a generator", () => input.values()],
    ["a Set", () => new Set(input)],
    [
      "an async generator",
      async function* () {
        yield* input;
      },
    ],
    ["a ReadableStream", () => streamOf(input)],
  ];
  for (const [name, source] of sources) {
    it(`in ${name}`, async (t) => {
      const service = await startService(t, everyone);
      const run = filterUsers(source(), { url: service.url, batchSize: 3, concurrency: 1 });
      const error = await rejection(run);
      assert.equal(error.code, "INVALID_USER");
      assert.match(error.message, /user 7 of the input/);
      const partial = partialResult(error);
      // A Set is read to its end, since all of it was given.
      assertLedger(partial, name === "a Set" ? input : input.slice(0, 9));
      assert.deepEqual(ids(partial.passed), [1, 2, 3, 4, 5, 6]);
      assert.deepEqual(failedUsers(partial).slice(0, 3), input.slice(6, 9));
      for (const { error } of partial.failed) assert.equal(error.code, "ABORTED");
      assert.equal(service.log.length, 2);
    });
  }
});
