import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { rejection } from "../support/users.js";

const options = { url: "http://service.test", fetch: () => assert.fail("nothing is sent") };
const told = async (/** @type {any} */ users, more = {}) =>
  (await rejection(filterUsers(users, /** @type {any} */ ({ ...options, ...more })))).message;

const LIST = "Expected `users` to be an iterable, an async iterable or a ReadableStream of users, got ";

describe("what was probably forgotten is said", () => {
  it("of a promise", async () => {
    assert.equal(await told(Promise.resolve([])), `${LIST}a promise (is an \`await\` missing?)`);
  });

  it("of an object that holds the list", async () => {
    assert.equal(await told({ total: 1, data: [{ id: 1 }] }), `${LIST}an object (its \`data\` is an array)`);
    assert.equal(await told({ total: 1 }), `${LIST}an object`);
    assert.equal(await told(undefined), `${LIST}undefined`);
  });

  it("of an object whose members throw nothing is", async () => {
    const hostile = {
      get data() {
        throw new Error("no");
      },
    };
    assert.equal(await told(hostile), `${LIST}an object`);
  });

  it("of a list of ids", async () => {
    const start = "Expected user 0 of the input to be an object, got ";
    assert.equal(await told([7]), `${start}7 (of a list of ids make one by \`ids.map((id) => ({ id }))\`)`);
    assert.equal(
      await told(["a"], { key: "name" }),
      `${start}"a" (of a list of ids make one by \`ids.map((id) => ({ name: id }))\`)`,
    );
    assert.equal(await told([null]), `${start}null`);
  });
});
