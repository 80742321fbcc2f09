/**
 * `npm test` goes by this: speed once gained is not lost unseen. Only ratios count, of CPU time, to what runs in turn with
 * it; they depend little on the machine, and less on what else it does.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { CONDITION, FAST, PEER } from "./candidates/index.js";
import { ROW_KINDS } from "./data.js";
import { decodeAll, decoders, JSON_PARSE, OURS, replies } from "./decoders.js";
import { measure, ratio } from "./measure.js";
import { overLoopback } from "./over-loopback.js";
import { checkDecoders } from "./parts/decoder.js";
import { withReadyReplies } from "./parts/engine-alone.js";
import { serve } from "./serve.js";
import { table } from "./table.js";

/** @typedef {Record<string, number>} Ratios ours to the others', by what was measured: less is better */

const file = new URL("ratchet.json", import.meta.url);
/** What is so much worse than recorded has got worse. Over loopback it depends on what else the machine does. */
const WORSE = 1.25;
const WORSE_OVER_LOOPBACK = 1.5;
/** A busy machine may spoil a look, but hardly every one. */
const LOOKS = 3;
const OVER_LOOPBACK = "whole run by undici";
const SHORT = { rounds: 7, warmUps: 2 };
const LONG = { rounds: 15, warmUps: 3 };

/** Notes the ratios as they are now: the best of as many looks, as it is compared with. */
export async function record() {
  const both = await decoders({ peers: false });
  /** @type {Ratios} */
  let best = {};
  for (let looks = 0; looks < LOOKS; looks++) best = better(await look(both, LONG), best);
  const rounded = Object.entries(best).map(([what, ratio]) => [what, Number(ratio.toFixed(3))]);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
  console.log(shown(best, best));
}

/** Compares with what was recorded; throws if something has got worse, however often it is looked at. */
export async function check() {
  /** @type {Ratios} */
  const recorded = JSON.parse(readFileSync(file, "utf8"));
  const both = await decoders({ peers: false });
  /** @type {Ratios} the best of all looks */
  let best = {};
  for (let looks = 0; looks < LOOKS; looks++) {
    const ratios = await look(both, SHORT);
    best = better(ratios, best);
    console.log(`${shown(ratios, recorded)}\n`);
    if (worse(best, recorded).length === 0) return;
  }
  throw new Error(
    `Slower than recorded in benches/ratchet.json, by more than is let pass: ${worse(best, recorded).join("; ")}. ` +
      "If that is what it costs now, record it: npm run bench -- --record",
  );
}

/**
 * @param {Record<string, import("./decoders.js").Decoder>} both
 * @param {import("./measure.js").Plan} plan
 * @returns {Promise<Ratios>}
 */
async function look(both, plan) {
  /** @type {Ratios} */
  const ratios = {};
  // First the engine, then the decoders, whose replies are heavy on the garbage collector.
  for (const kind of ROW_KINDS) {
    const alone = await withReadyReplies(kind, [CONDITION, PEER], plan);
    ratios[`engine alone, ${kind} rows: CPU ÷ peer`] = ratio(alone[CONDITION].cpu, alone[PEER].cpu).median;
  }
  Object.assign(ratios, await wholeRuns(plan));
  for (const kind of ROW_KINDS) {
    const asked = replies(kind);
    checkDecoders(both, asked);
    const decoded = await measure(decodeAll(both, asked), plan);
    ratios[`bytes to verdicts, ${kind} rows: CPU ÷ JSON.parse`] = ratio(
      decoded[OURS].cpu,
      decoded[JSON_PARSE].cpu,
    ).median;
  }
  return ratios;
}

/** Over loopback, by undici's connections. @param {import("./measure.js").Plan} plan @returns {Promise<Ratios>} */
async function wholeRuns(plan) {
  const service = await serve();
  const samples = await overLoopback([FAST, PEER], plan, service.of);
  service.close();
  return Object.fromEntries(
    Object.entries(samples).map(([kind, runs]) => [
      `${OVER_LOOPBACK}, ${kind} rows: CPU ÷ peer`,
      ratio(runs[FAST].cpu, runs[PEER].cpu).median,
    ]),
  );
}

/**
 * @param {Ratios} ratios
 * @param {Ratios} best so far
 * @returns {Ratios}
 */
function better(ratios, best) {
  return Object.fromEntries(
    Object.entries(ratios).map(([what, ratio]) => [what, Math.min(ratio, best[what] ?? ratio)]),
  );
}

/**
 * @param {Ratios} ratios
 * @param {Ratios} recorded
 */
function worse(ratios, recorded) {
  // What was not recorded cannot be compared: it counts as worse, so that it gets recorded.
  const limit = (/** @type {string} */ what) =>
    recorded[what] * (what.startsWith(OVER_LOOPBACK) ? WORSE_OVER_LOOPBACK : WORSE);
  return Object.keys(ratios).filter((what) => !(ratios[what] <= limit(what)));
}

/**
 * @param {Ratios} ratios
 * @param {Ratios} recorded
 */
function shown(ratios, recorded) {
  return table(
    ["", "recorded", "now"],
    Object.entries(ratios).map(([what, ratio]) => [
      what,
      recorded[what]?.toFixed(3) ?? "-",
      ratio.toFixed(3),
    ]),
  );
}
