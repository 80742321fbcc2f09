import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { filterUsers } from "filter-users";

/**
 * What becomes of a user asked about by way of each of `replies`, one batch each.
 *
 * @param {(string | Uint8Array)[]} replies
 * @returns {Promise<string[]>} an error code, or "read"
 */
async function fates(replies) {
  const input = replies.map((_, id) => ({ id }));
  const result = await filterUsers(input, {
    url: "http://service.test",
    batchSize: 1,
    retry: 0,
    body: ([user]) => String(user.id),
    fetch: async (_url, init) => new Response(/** @type {any} */ (replies[Number(init?.body)])),
  });
  const codes = new Map(result.failed.map(({ batch, error }) => [batch, error.code]));
  return replies.map((_, index) => codes.get(index) ?? "read");
}

/** What JSON.parse and a strict UTF-8 decoder say. @param {string | Uint8Array} reply */
function expected(reply) {
  try {
    const text =
      typeof reply === "string"
        ? reply.toWellFormed()
        : new TextDecoder("utf-8", { fatal: true }).decode(reply);
    return Array.isArray(JSON.parse(text)) ? "read" : "BAD_REPLY";
  } catch {
    return "BAD_REPLY";
  }
}

const json = fc.json({ maxDepth: 4, stringUnit: "binary" });
const snippet = fc.constantFrom(
  ..."[]{},:\"\\ \n\t\r\b\0\u2028/'+-.0123456789eEuinftrlsa\u00e9\ufeff",
  ...["\\u", "\\ud800", "true", "null", "1e999", "-0", "//", "\\/", "[]", '""'],
);

/** With one row that has a key, whatever follows is judged as JSON alone. */
const ROW = '[{"id":-1},';

/** JSON after a first row, with pieces put in, taken out and doubled. */
const mutated = fc
  .tuple(json, fc.array(fc.tuple(fc.nat(), fc.nat(3), snippet, fc.nat(2)), { maxLength: 3 }))
  .map(
    ([text, changes]) =>
      ROW +
      changes.reduce((changed, [at, taken, put, how]) => {
        const place = at % (changed.length + 1);
        const left = changed.slice(0, place);
        if (how === 0) return left + changed.slice(place + taken);
        if (how === 1) return left + put + changed.slice(place + taken);
        return left + changed.slice(place, place + taken) + changed.slice(place);
      }, `${text}]`),
  );

it("a reply is read exactly if JSON.parse takes it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 50, maxLength: 100 }), async (replies) => {
      assert.deepEqual(
        (await fates(replies)).map((fate, index) => [fate, replies[index]]),
        replies.map((reply) => [expected(reply), reply]),
      );
    }),
    { numRuns: 25 },
  );
});

it("a reply is read exactly if it is UTF-8", async () => {
  const bytes = fc
    .tuple(
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }),
    )
    .map(([text, changes]) => {
      const written = Buffer.from(`${JSON.stringify(text)}]`);
      for (const [at, byte] of changes) written[at % written.length] = byte;
      return new Uint8Array(Buffer.concat([Buffer.from(ROW), written]));
    });
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { minLength: 50, maxLength: 100 }), async (replies) => {
      assert.deepEqual(
        (await fates(replies)).map((fate, index) => [fate, replies[index]]),
        replies.map((reply) => [expected(reply), reply]),
      );
    }),
    { numRuns: 25 },
  );
});
