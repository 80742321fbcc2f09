/** Fault injection: what the dials do to one request, decided when it arrives. */

import { createRandom, seedFrom } from "./prng.js";
import { Problem } from "./problem.js";

/**
 * @typedef {object} Fault
 * @property {(rows: any[]) => any[]} spoil What becomes of the rows of an answer.
 * @property {number} delay Milliseconds until anything is answered.
 * @property {Problem | undefined} refusal
 * @property {boolean} cut
 * @property {number} drip
 */

/** @typedef {ReturnType<typeof createFaults>} Faults */

/** Questions that are remembered, and allowances: whoever asks with ever new seeds has the oldest forgotten. */
const KEPT = 100_000;

/**
 * @template T
 * @param {Map<string, T>} map
 * @param {string} name
 * @param {T} value
 */
function remember(map, name, value) {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > KEPT) map.delete(oldest);
}

export function createFaults() {
  /** @type {Map<string, number>} */
  const timesAsked = new Map();
  /** @type {Map<string, number[]>} */
  const answeredAt = new Map();

  /** @param {number | undefined} seed @param {readonly number[]} ids */
  function chance(seed, ids) {
    if (seed === undefined) return Math.random;
    const question = `${seed} ${seedFrom(ids.join())}`;
    const times = timesAsked.get(question) ?? 0;
    remember(timesAsked, question, times + 1);
    return createRandom(seedFrom(`${question} ${times}`));
  }

  /** @param {import("./dials.js").DialSettings} dials */
  function isOverRate({ rate, seed }) {
    if (!rate) return false;
    const allowance = `${rate.requests}/${rate.per} ${seed}`;
    const now = performance.now();
    const recent = (answeredAt.get(allowance) ?? []).filter((at) => now - at < rate.per);
    const over = recent.length >= rate.requests;
    if (!over) recent.push(now);
    remember(answeredAt, allowance, recent);
    return over;
  }

  return {
    /** @param {import("./dials.js").DialSettings} dials @param {readonly number[]} ids @returns {Fault} */
    decide(dials, ids) {
      // Drawn in this order whatever the dials, so that turning one leaves what the others draw.
      const random = chance(dials.seed, ids);
      const spoil = (/** @type {any[]} */ rows) => spoiled(rows, dials, ids, random);
      const [latencyDraw, failDraw, cutDraw, slowDraw] = [random(), random(), random(), random()];
      if (isOverRate(dials)) {
        return { delay: 0, refusal: refusal(429, dials), cut: false, drip: 0, spoil };
      }
      return {
        delay: Math.max(0, latency(dials, ids, slowDraw) + (dials.spread ?? 0) * (2 * latencyDraw - 1)),
        refusal: poisoned(dials, ids) ?? failed(dials, failDraw),
        cut: cutDraw < (dials.cut ?? 0),
        drip: dials.drip ?? 0,
        spoil,
      };
    },

    reset() {
      timesAsked.clear();
      answeredAt.clear();
    },
  };
}

/** @param {import("./dials.js").DialSettings} dials @param {readonly number[]} ids @param {number} draw */
function latency({ latency = 0, "per-id": perId = 0, slow }, ids, draw) {
  return latency + perId * ids.length + (slow && draw < slow.share ? slow.by : 0);
}

/**
 * @param {any[]} rows
 * @param {import("./dials.js").DialSettings} dials
 * @param {readonly number[]} ids
 * @param {() => number} random
 */
function spoiled(rows, { "row-errors": failing = 0, unprocessed = 0 }, ids, random) {
  if (failing === 0 && unprocessed === 0) return rows;
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const [leftOutDraw, failDraw] = [random(), random()];
    if (leftOutDraw < unprocessed) return [];
    // Else nobody could tell those that it does not know from those that it did not get to.
    const row = known.get(id) ?? (unprocessed > 0 ? { id, currentBalance: null } : undefined);
    if (row === undefined) return [];
    return failDraw < failing ? { id, error: "backend timeout" } : row;
  });
}

/** @param {import("./dials.js").DialSettings} dials @param {readonly number[]} ids */
function poisoned({ poison }, ids) {
  const id = ids.find((id) => poison?.has(id));
  return id === undefined
    ? undefined
    : new Problem(422, `The id ${id} cannot be answered: the "poison" dial names it.`, { members: { id } });
}

/** @param {import("./dials.js").DialSettings} dials @param {number} draw */
function failed(dials, draw) {
  let below = 0;
  for (const { status, share } of dials.fail ?? []) {
    below += share;
    if (draw < below) return refusal(status, dials);
  }
}

/** @param {number} status @param {import("./dials.js").DialSettings} dials */
function refusal(status, { "retry-after": retryAfter }) {
  const detail =
    status === 429
      ? 'More requests than the "rate" or "fail" dial allows. Ask again later.'
      : 'The "fail" dial asked for this failure. Asking again may succeed.';
  const hasRetryAfter = retryAfter && (status === 429 || status === 503);
  return new Problem(status, detail, hasRetryAfter ? { headers: { "retry-after": write(retryAfter) } } : {});
}

/**
 * An HTTP date has whole seconds only: rounded up, so that nobody is told to come back too early.
 *
 * @param {{ seconds: number, asDate: boolean }} retryAfter
 */
function write({ seconds, asDate }) {
  return asDate ? new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString() : String(seconds);
}
