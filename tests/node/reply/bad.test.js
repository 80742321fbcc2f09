import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { everyone, respond, startService } from "../support/service.js";
import { assertLedger, failedUsers, ids, users } from "../support/users.js";

const SAMPLE = '[{"id":1,"name":"Zoë \\u00e9","tags":[true,null,-1.5e3]},{"id":2}]';

/** @type {[string, string | Uint8Array][]} */
const WRONG = [
  ["nothing at all", ""],
  ["white space", " \n"],
  ["HTML", "<!doctype html><title>Bad gateway</title>"],
  ["text after the JSON", `${SAMPLE} ok`],
  ["two JSON texts", SAMPLE + SAMPLE],
  ["a number", "7"],
  ["a string", '"ok"'],
  ["null", "null"],
  ["true", "true"],
  ["single quotes", "[{'id':1}]"],
  ["a trailing comma", '[{"id":1},]'],
  ["a comment", '[/* none */{"id":1}]'],
  ["NaN", '[{"id":NaN}]'],
  ["a leading zero", '[{"id":01}]'],
  ["a raw line break in a string", '[{"id":"1\n"}]'],
  ["an unknown escape", '[{"id":"\\x"}]'],
  ["200,000 brackets deep and open", "[".repeat(200_000)],
  ["200,000 members deep and open", '{"a":'.repeat(200_000)],
  ["the wrong bracket deep down", `${"[".repeat(1000)}${"]".repeat(999)}}`],
  [
    "invalid UTF-8 in a key",
    Buffer.from([0x5b, 0x7b, 0x22, 0x69, 0x64, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d, 0x5d]),
  ],
  ["invalid UTF-8 in a skipped value", Buffer.from('[{"id":1,"x":"\xc3"}]', "latin1")],
  ["an encoded surrogate", Buffer.from('[{"id":1,"x":"\xed\xa0\x80"}]', "latin1")],
  ["an overlong encoding", Buffer.from('[{"id":1,"x":"\xc0\xaf"}]', "latin1")],
  ["UTF-16", Buffer.from(SAMPLE, "utf16le")],
  ["two byte order marks", "\ufeff\ufeff[]"],
  ["the byte 0", "\0"],
];

describe("a reply that cannot be read fails its batch, leaves the others alone, and the next call works", () => {
  for (const [name, reply] of WRONG) {
    it(name, async (t) => {
      let isWell = false;
      const service = await startService(t, (seen) =>
        seen.ids.includes(3) && !isWell ? reply : everyone(seen),
      );
      const input = users(6);
      const options = { url: service.url, batchSize: 2, retry: { limit: 1, delay: 1 } };
      const result = await filterUsers(input, options);
      assertLedger(result, input);
      assert.deepEqual(ids(failedUsers(result)), [3, 4]);
      const { error } = result.failed[0];
      assert.equal(error.code, "BAD_REPLY");
      assert.equal(error.status, 200);
      assert.equal(error.batch, 1);
      assert.equal(error.attempts, 2);
      assert.equal(
        error.reply,
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(reply).subarray(0, 2048)),
      );
      assert.match(error.message, /byte \d+/);
      isWell = true;
      assert.equal((await filterUsers(input, options)).passed.length, 6);
    });
  }

  it("a sample, cut at every byte", async (t) => {
    const bytes = Buffer.from(SAMPLE);
    const service = await startService(t, (seen) => bytes.subarray(0, seen.ids[0]));
    const input = Array.from(bytes, (_, id) => ({ id }));
    const result = await filterUsers(input, { url: service.url, batchSize: 1, retry: 0 });
    assertLedger(result, input);
    assert.equal(result.failed.length, bytes.length);
    for (const { error } of result.failed) assert.equal(error.code, "BAD_REPLY");
    const whole = await filterUsers([{ id: 1 }, { id: 2 }], {
      url: service.url,
      fetch: async () => new Response(SAMPLE),
    });
    assert.equal(whole.passed.length, 2);
  });

  it("200,000 brackets deep and closed again is JSON, and a row like another", async (t) => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    const service = await startService(t, () => `[{"id":1,"deep":${deep}},{"id":2}]`);
    const result = await filterUsers(users(2), { url: service.url, where: { id: 2 } });
    assert.deepEqual([ids(result.passed), ids(result.skipped)], [[2], [1]]);
  });

  it("says the byte at which it went wrong", async (t) => {
    const service = await startService(t, () => '[{"id":1},{"id":x}]');
    const result = await filterUsers(users(1), { url: service.url, retry: 0 });
    assert.match(result.failed[0].error.message, /byte 16/);
  });

  it("of a long one the error carries the first 2,048 bytes", async (t) => {
    const service = await startService(t, () => `<${"ä".repeat(5000)}>`);
    const result = await filterUsers(users(1), { url: service.url, retry: 0 });
    const { reply = "" } = result.failed[0].error;
    assert.ok(reply.startsWith(`<${"ä".repeat(1023)}`) && reply.length <= 1025, `${reply.length} characters`);
  });

  it("of a refusal too, however long it is", async (t) => {
    const service = await startService(t, () => respond("x".repeat(3_000_000), { status: 404 }));
    const result = await filterUsers(users(1), { url: service.url });
    assert.equal(result.failed[0].error.reply, "x".repeat(2048));
    assert.ok(result.stats.bytes.received < 1_000_000);
  });

  it("204 No Content is no reply", async (t) => {
    const service = await startService(t, () => (answer) => answer.writeHead(204).end());
    const result = await filterUsers(users(1), { url: service.url, retry: 0 });
    assert.equal(result.failed[0].error.code, "BAD_REPLY");
    assert.equal(result.failed[0].error.status, 204);
  });
});
