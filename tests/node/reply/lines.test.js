import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { respond, startService } from "../support/service.js";
import { assertLedger, ids, users } from "../support/users.js";

/** What becomes of three users by a reply in lines. @param {string} body @param {any} [options] @param {string} [type] */
async function decide(body, options, type = "application/x-ndjson") {
  const fetch = async () => new Response(body, { headers: { "content-type": type } });
  const input = users(3);
  const result = await filterUsers(input, { url: "http://service.test", fetch, retry: 0, ...options });
  assertLedger(result, input);
  return result;
}

describe("a reply in which each line is a row", () => {
  for (const type of ["application/x-ndjson", "application/jsonl; charset=utf-8", "Application/NDJSON"]) {
    it(`is told by its type: ${type}`, async () => {
      const { passed, missing } = await decide('{"id":3}\n{"id":1}\n', { rows: "nowhere" }, type);
      assert.deepEqual([ids(passed), ids(missing)], [[1, 3], [2]]);
    });
  }

  it("and not by its looks", async () => {
    const { failed } = await decide('{"id":3}\n{"id":1}\n', {}, "application/json");
    assert.equal(failed[0].error.code, "BAD_REPLY");
  });

  it("comes from a real service, over many chunks", async (t) => {
    const service = await startService(t, (seen) =>
      respond(seen.ids.map((id) => `${JSON.stringify({ id, v: id % 2 })}\r\n`).join("\n"), {
        headers: { "content-type": "application/jsonl" },
      }),
    );
    const input = users(1_000);
    const result = await filterUsers(input, { url: service.url, where: { v: 1 }, keepRows: true });
    assertLedger(result, input);
    assert.equal(result.passed.length, 500);
    assert.deepEqual(result.rows?.get(input[998]), { id: 999, v: 1 });
  });

  it("may have blank lines, CRLF, and no end of its last line", async () => {
    const { passed } = await decide('\n\r\n {"id":1} \r\n\t\n{"id":2}\n\n\n{"id":3}');
    assert.equal(passed.length, 3);
  });

  it("is told apart by places", async () => {
    const { passed, skipped } = await decide("true\nfalse\ntrue\n", { rowKey: null, where: { "": true } });
    assert.deepEqual([ids(passed), ids(skipped)], [[1, 3], [2]]);
    const { failed } = await decide("true\nfalse\n", { rowKey: null });
    assert.match(failed[0].error.message, /expected a row for each of the 3 users, found 2/);
  });

  it("may be empty", async () => {
    assert.equal((await decide("\n")).missing.length, 3);
  });

  /** @type {[what: string, body: string, why: RegExp][]} */
  const wrong = [
    ["a last line that is cut", '{"id":1}\n{"id":2}\n{"id":', /at byte 24/],
    ["two rows on a line", '{"id":1} {"id":2}\n{"id":3}', /expected the end of the line \(at byte 9\)/],
    ["a row on two lines", '{"id":1}\n{"id":\n2}', /a row ends with its line \(at byte 15\)/],
    ["what is no JSON", '{"id":1}\n<html>', /unexpected `<`, expected a JSON value \(at byte 9\)/],
    ["rows without keys", '{"a":1}\n{"a":2}', /no row has a key at `id`/],
  ];
  for (const [what, body, why] of wrong) {
    it(`is refused for ${what}`, async () => {
      const { failed } = await decide(body);
      assert.equal(failed[0].error.code, "BAD_REPLY");
      assert.match(failed[0].error.message, why);
    });
  }
});
