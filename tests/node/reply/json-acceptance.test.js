import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { filterUsers } from "filter-users";

/**
 * What comes of reading each of `replies`, one batch each.
 *
 * @param {(string | Uint8Array)[]} replies
 * @returns {Promise<string[]>} an error code, or "read"
 */
async function outcomes(replies) {
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

/** JSON after a first row, with fragments put in, taken out and doubled. */
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
        (await outcomes(replies)).map((outcome, index) => [outcome, replies[index]]),
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
        (await outcomes(replies)).map((outcome, index) => [outcome, replies[index]]),
        replies.map((reply) => [expected(reply), reply]),
      );
    }),
    { numRuns: 25 },
  );
});

/** The engine looks at sixteen bytes together, and at what is left one by one. */
const OFFSETS = Array.from({ length: 40 }, (_, offset) => offset);

it("whatever ends or breaks a string is found at every offset", async () => {
  const utf8 = new TextEncoder();
  const [cut, alone] = [Uint8Array.of(0xe2, 0x82), Uint8Array.of(0x80)];
  const fragments = [
    ...['\\"', "\\\\", "\\u00e9", "\\x", '"', "\u0000", "\u001f", "\n", " ", "\u007f", "é", "€", "😀"].map(
      (text) => utf8.encode(text),
    ),
    ...[cut, alone],
  ];
  const replies = OFFSETS.flatMap((offset) =>
    fragments.map((fragment) => {
      const [before, after] = [`${ROW}"${"a".repeat(offset)}`, `${"b".repeat(20)}"]`];
      return new Uint8Array(Buffer.concat([utf8.encode(before), fragment, utf8.encode(after)]));
    }),
  );
  assert.deepEqual(await outcomes(replies), replies.map(expected));
});

it("numbers of every length are what JSON.parse makes of them, or refused as it does", async () => {
  const digits = OFFSETS.slice(1).map((length) => "5987654321".repeat(4).slice(0, length));
  const ends = ["", ".", ".0", ".25", ".0625000000000001", "e", "e2", "E-3", ".5e1", "-", "a"];
  const numbers = ["0", "00", "01", "-0", "-7.5", "-", ...digits].flatMap((whole) =>
    ends.map((end) => whole + end),
  );
  const replies = numbers.map((number) => `[{"id":-1,"n":${number}}]`);
  assert.deepEqual(await outcomes(replies), replies.map(expected));

  const rows = numbers.filter((_, index) => expected(replies[index]) === "read");
  const input = rows.map((_, id) => ({ id }));
  const body = `[${rows.map((number, id) => `{"id":${id},"n":${number}}`).join()}]`;
  for (const bound of [0, 5, 59.25, 598.0625, 5_987_654_321, 598_765_432_159]) {
    const { passed } = await filterUsers(input, {
      url: "http://service.test",
      batchSize: 1000,
      where: { n: { $gt: bound } },
      fetch: async () => new Response(body),
    });
    assert.deepEqual(
      passed.map(({ id }) => rows[id]),
      rows.filter((number) => Number(number) > bound),
    );
  }
});
