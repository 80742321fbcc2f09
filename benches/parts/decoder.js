import assert from "node:assert/strict";
import { makeReply, makeUsers, ROW_KINDS, shouldPass, USERS } from "../data.js";
import { about, decodeAll, decoders, JSON_PARSE, OURS, replies } from "../decoders.js";
import { measure, median, ratio } from "../measure.js";
import { count, milliseconds, spread, table } from "../table.js";

/**
 * What JSON.parse refuses, in a member that nobody asks for. (The last two are bytes, as they would come.)
 *
 * @type {(string | Buffer)[]}
 */
const BROKEN = ["01", "1.", "+1", "tru", '"\t"', '"\\x"', '"\\u12"', "[1,]", '{"a"}', "'a'", "]", "NaN"];
BROKEN.push(Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]));

/**
 * Bytes to verdicts, with no run around it.
 *
 * @typedef {{ samples: Record<string, import("../part.js").ByName>, megabytes: Record<string, number>, refused: Record<string, number> }} Decoded
 * @type {import("../part.js").Part<Decoded, import("../measure.js").Plan>}
 */
export const decoder = {
  async measure(plan) {
    const all = await decoders({ peers: true });
    /** @type {Decoded} */
    const measured = { samples: {}, megabytes: {}, refused: {} };
    for (const name of Object.keys(all)) measured.refused[name] = refusedBy(all[name]);
    for (const kind of ROW_KINDS) {
      const asked = replies(kind);
      checkDecoders(all, asked);
      measured.megabytes[kind] = asked.reduce((sum, { reply }) => sum + reply.length, 0) / 1e6;
      measured.samples[kind] = await measure(decodeAll(all, asked), plan);
    }
    return measured;
  },

  goals: ({ samples: { fat, thin } }) => [
    {
      what: "bytes to verdicts, fat rows: times as fast as JSON.parse + filter",
      goal: 6,
      isLeast: true,
      measured: ratio(fat[JSON_PARSE].cpu, fat[OURS].cpu),
    },
    {
      what: "bytes to verdicts, thin rows: times as fast as JSON.parse + filter",
      goal: 3.5,
      isLeast: true,
      measured: ratio(thin[JSON_PARSE].cpu, thin[OURS].cpu),
    },
  ],

  report: ({ samples, megabytes, refused }, { rounds }) => [
    `## Bytes to verdicts: ${count(USERS)} users`,
    "The decoder alone on wasm, beside the field's on wasm (typed, so that they keep only what is asked for) and what JavaScript " +
      "brings. Every reply is copied into wasm's memory, with the keys of its users as the request had them, which each decoder " +
      "reads too; from there come the users that pass. The condition is read once. JSON.parse, Map and filter take the users as " +
      `they are. The last column says how many of ${BROKEN.length} values that are no JSON are noticed where nobody asks for ` +
      `them. Medians of ${rounds} rounds.`,
    ...ROW_KINDS.flatMap((kind) => [
      `### ${kind} rows`,
      decoderTable(samples[kind], megabytes[kind], refused),
    ]),
  ],
};

/**
 * @param {Record<string, import("../decoders.js").Decoder>} all
 * @param {import("../decoders.js").Asked[]} asked
 */
export function checkDecoders(all, asked) {
  for (const [name, decode] of Object.entries(all)) {
    for (const one of asked) assert.deepEqual(decode(one), one.users.filter(shouldPass), name);
  }
}

/** @param {import("../decoders.js").Decoder} decode */
function refusedBy(decode) {
  const users = makeUsers(1);
  const row = makeReply("thin", [1]).subarray(2, -2);
  return BROKEN.filter((value) => {
    const reply = Buffer.concat([
      Buffer.from('[{"x":'),
      Buffer.from(value),
      Buffer.from(","),
      row,
      Buffer.from("}]"),
    ]);
    try {
      decode(about(users, reply));
      return false;
    } catch (error) {
      // A trap would be a fault of this benchmark.
      if (error instanceof SyntaxError || error instanceof TypeError) return true;
      throw error;
    }
  }).length;
}

/**
 * @param {import("../part.js").ByName} samples
 * @param {number} megabytes
 * @param {Record<string, number>} refused
 */
function decoderTable(samples, megabytes, refused) {
  const rows = Object.entries(samples).map(([name, { cpu }]) => [
    name,
    milliseconds(median(cpu)),
    count(Math.round(megabytes / (median(cpu) / 1000))),
    spread(ratio(samples[JSON_PARSE].cpu, cpu)),
    `${refused[name]} of ${BROKEN.length}`,
  ]);
  return table(["", "CPU ms", "MB/s", "times as fast as JSON.parse", "refused"], rows);
}
