import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { startService } from "../support/service.js";
import { assertLedger } from "../support/users.js";

/**
 * The keys, out of `keys`, whose user has a row in `reply`.
 *
 * @param {import("node:test").TestContext} t
 * @param {(string | number | bigint)[]} keys
 * @param {string | Uint8Array} reply
 * @param {object} [options]
 */
async function found(t, keys, reply, options) {
  const service = await startService(t, () => reply);
  const input = keys.map((id) => ({ id }));
  const result = await filterUsers(input, { url: service.url, retry: 0, ...options });
  assertLedger(result, input);
  assert.deepEqual(result.failed, []);
  return result.passed.map(({ id }) => id);
}

describe("keys are compared as text", () => {
  for (const key of [7, "7", 7n]) {
    for (const written of ["7", '"7"', '"\\u0037"']) {
      it(`the key ${typeof key} ${key} is found in a row that writes ${written}`, async (t) => {
        assert.deepEqual(await found(t, [key], `[{"id":${written}}]`), [key]);
      });
    }
  }

  it("numbers keep all their digits", async (t) => {
    const keys = [9007199254740993n, 9007199254740992n, "123456789012345678901234567890"];
    assert.deepEqual(
      await found(t, keys, '[{"id":9007199254740993},{"id":"123456789012345678901234567890"}]'),
      [9007199254740993n, "123456789012345678901234567890"],
    );
    assert.deepEqual(await found(t, keys, '[{"id":9007199254740992}]'), [9007199254740992n]);
    assert.deepEqual(await found(t, keys, '{"9007199254740992":1}'), [9007199254740992n]);
  });

  it("a number that is not written as an integer is the integer it equals", async (t) => {
    assert.deepEqual(await found(t, [1000, 7, 8], '[{"id":1e3},{"id":7.0},{"id":8.5}]'), [1000, 7]);
    assert.deepEqual(await found(t, ["1e3", "7.0"], '[{"id":1e3},{"id":7.0}]'), []);
  });

  it("zero has one name, whatever its sign", async (t) => {
    assert.deepEqual(await found(t, [-0], '[{"id":0}]'), [-0]);
    assert.deepEqual(await found(t, [0], '[{"id":-0}]'), [0]);
  });

  it("negative keys", async (t) => {
    assert.deepEqual(await found(t, [-5, -6n], '[{"id":-5},{"id":"-6"}]'), [-5, -6n]);
  });

  it("escapes are what they mean", async (t) => {
    const keys = ['a"b', "tab\t", "slash/", "\u00e9", "e\u0301", "😀", ""];
    const reply = String.raw`[{"id":"a\"b"},{"id":"tab\t"},{"id":"slash\/"},{"id":"\u00e9"},{"id":"\ud83d\ude00"},{"id":""}]`;
    assert.deepEqual(await found(t, keys, reply), ['a"b', "tab\t", "slash/", "\u00e9", "😀", ""]);
  });

  it("escapes in the names of members", async (t) => {
    assert.deepEqual(await found(t, [1], String.raw`[{"\u0069d":1}]`), [1]);
    assert.deepEqual(await found(t, ["é"], String.raw`{"\u00e9":1}`), ["é"]);
  });

  it("unpaired surrogates are told apart", async (t) => {
    const keys = ["\ud800", "\ud801", "\udc00", "\ufffd"];
    assert.deepEqual(await found(t, keys, String.raw`[{"id":"\ud801"},{"id":"\udc00"}]`), [
      "\ud801",
      "\udc00",
    ]);
  });

  it("unpaired surrogates are sent as escapes", async (t) => {
    const service = await startService(t, (seen) => seen.ids.map((id) => ({ id })));
    const input = [{ id: "\ud800" }, { id: "\udfff" }];
    const result = await filterUsers(input, { url: service.url });
    assert.equal(service.log[0].body, String.raw`{"ids":["\ud800","\udfff"]}`);
    assert.deepEqual(result.passed, input);
  });

  it("names of Object.prototype are keys like others", async (t) => {
    const keys = ["__proto__", "constructor", "toString"];
    assert.deepEqual(await found(t, keys, '[{"id":"__proto__"}]'), ["__proto__"]);
    assert.deepEqual(await found(t, keys, '{"__proto__":1}'), ["__proto__"]);
  });
});

describe("where the key is", () => {
  it("`key` names it in the user, and in the row unless `rowKey` does", async (t) => {
    const service = await startService(t, ({ index }) => [
      index === 0 ? { email: "b@x" } : { to: { mail: "a@x" } },
    ]);
    const input = [{ email: "a@x" }, { email: "b@x" }];
    const first = await filterUsers(input, { url: service.url, key: "email" });
    assert.deepEqual(first.passed, [input[1]]);
    const second = await filterUsers(input, { url: service.url, key: "email", rowKey: "to.mail" });
    assert.deepEqual(second.passed, [input[0]]);
    assert.deepEqual(service.log[0].ids, ["a@x", "b@x"]);
  });

  it('`rowKey: ""`: the row itself is the key', async (t) => {
    assert.deepEqual(await found(t, [1, 2, "3"], '[3,"1",{"id":2}]', { rowKey: "" }), [1, "3"]);
  });

  it("the key is read from getters and prototypes too", async (t) => {
    const service = await startService(t, (seen) => seen.ids);
    class Account {
      get id() {
        return 5;
      }
    }
    const input = [new Account(), Object.create({ id: 6 })];
    const result = await filterUsers(input, { url: service.url, rowKey: "" });
    assert.deepEqual(service.log[0].ids, [5, 6]);
    assert.deepEqual(result.passed, input);
  });
});

it("a byte order mark may precede the reply", async (t) => {
  assert.deepEqual(await found(t, [1], '\ufeff[{"id":1}]'), [1]);
  assert.deepEqual(await found(t, [1], '\ufeff[{"id":1}]', { keepRows: true }), [1]);
});

it("white space may stand wherever JSON allows it", async (t) => {
  assert.deepEqual(await found(t, [1], ' \r\n\t[ { "id" \n : 1 } ]\n\n '), [1]);
});
