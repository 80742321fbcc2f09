import { toInteger } from "./members.js";

/** @typedef {import("./members.js").Members} Members */

const RETRIED = [408, 425, 429, 500, 502, 503, 504];
const SPLIT_BY_DEFAULT = [413];
const SPLIT_ON_ANY = [400, 413, 422];
/** Of two numbers that come together or not at all. */
const NEITHER = [Number.NaN, Number.NaN];

/**
 * How a run shall behave, as `src/web/policy.rs` takes it: numbers in its order, NaN standing for what is not there, and
 * before a list how long it is.
 *
 * @param {Members} options
 */
export function readPolicy(options) {
  const batchSize = options.integer("batchSize", 1) ?? 250;
  const concurrency = readConcurrency(options);
  const rate = readRateLimit(options);
  const timeout = options.duration("timeout") ?? 30_000;
  const deadline = options.duration("deadline") ?? Number.NaN;
  const retry = readRetry(options);
  const split = readSplit(options);
  const hedge = readHedge(options);
  const circuit = readCircuit(options);
  const onError = options.word("onError", ["collect", "throw"]) ?? 0;
  const onAbort = options.word("onAbort", ["throw", "partial"]) ?? 0;
  const seed = options.number("seed", "a number", () => true) ?? Math.random();
  const numbers = [batchSize, concurrency, ...rate, timeout, deadline];
  numbers.push(
    retry.limit,
    retry.delay,
    retry.maxDelay,
    retry.jitter,
    Number(retry.retryAfter),
    retry.budget,
  );
  numbers.push(retry.statuses.length, ...retry.statuses, split.length, ...split);
  numbers.push(...hedge, ...circuit, onError, onAbort, seed);
  return { timeout, deadline, numbers };
}

/** 0 for one that is found on the way. @param {Members} options */
function readConcurrency(options) {
  const takes = 'an integer from 1 up or "auto"';
  return options.read("concurrency", takes, (value) => (value === "auto" ? 0 : toInteger(value, 1))) ?? 6;
}

/** @param {Members} options */
function readRateLimit(options) {
  const takes = "an object like { requests: 10, per: 1000 }";
  const limit = options.members("rateLimit", takes, ["requests", "per"], true);
  return limit ? [limit.integer("requests", 1), limit.duration("per")] : NEITHER;
}

/** @param {Members} options */
function readCircuit(options) {
  const takes = "an object like { failures: 5, cooldown: 1000 }";
  const circuit = options.members("circuit", takes, ["failures", "cooldown"], true);
  return circuit ? [circuit.integer("failures", 1), circuit.delay("cooldown")] : NEITHER;
}

/** @param {Members} options */
function readRetry(options) {
  const isNumber = typeof options.get("retry") === "number";
  const names = ["limit", "statuses", "delay", "maxDelay", "jitter", "retryAfter", "budget"];
  const limit = isNumber ? options.integer("retry", 0) : undefined;
  const retry = isNumber ? undefined : options.members("retry", "an integer from 0 up or an object", names);
  const isShare = (/** @type {number} */ share) => share >= 0 && share <= 1;
  return {
    limit: limit ?? retry?.integer("limit", 0) ?? 2,
    statuses: retry?.statuses("statuses") ?? RETRIED,
    delay: retry?.delay("delay") ?? 100,
    maxDelay: retry?.delay("maxDelay") ?? 10_000,
    jitter: retry?.word("jitter", ["full", "none"]) ?? 0,
    retryAfter: retry?.boolean("retryAfter") ?? true,
    budget: retry?.number("budget", "a number from 0 to 1", isShare) ?? 0.2,
  };
}

/** @param {Members} options */
function readSplit(options) {
  const byWord = (/** @type {unknown} */ value) => {
    if (value === true) return SPLIT_ON_ANY;
    return value === false ? [] : undefined;
  };
  return options.statuses("split", "true, false or ", byWord) ?? SPLIT_BY_DEFAULT;
}

/** The delay, or the share of answers that a percentile stands for. @param {Members} options */
function readHedge(options) {
  const takes = 'a number of milliseconds from 0 up or a percentile like "p95"';
  const hedge = options.read("hedge", takes, (value) => {
    if (typeof value === "number")
      return Number.isFinite(value) && value >= 0 ? [value, Number.NaN] : undefined;
    const percent = typeof value === "string" ? Number(/^p([\d.]+)$/.exec(value)?.[1]) : 0;
    return percent > 0 && percent < 100 ? [Number.NaN, percent / 100] : undefined;
  });
  return hedge ?? NEITHER;
}
