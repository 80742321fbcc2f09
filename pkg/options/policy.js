// How a run behaves: the options that take more than one look.

import { toCount } from "./members.js";

/** @typedef {import("./members.js").Members} Members */

const RETRIED = /* @__PURE__ */ Object.freeze([408, 425, 429, 500, 502, 503, 504]);
const SPLIT_BY_DEFAULT = /* @__PURE__ */ Object.freeze([413, 414, 431]);
const SPLIT_ON_ANY = /* @__PURE__ */ Object.freeze([400, 413, 414, 422, 431]);
/** @type {readonly number[]} */
const NEVER = /* @__PURE__ */ Object.freeze([]);

/** Undefined for "auto". @param {Members} options @returns {number | undefined} */
export function checkConcurrency(options) {
  const takes = 'an integer from 1 up or "auto"';
  const limit = options.read("concurrency", takes, (value) => (value === "auto" ? value : toCount(value, 1)));
  return limit === "auto" ? undefined : (limit ?? 6);
}

/**
 * A rate, or whether what the service says that is left is heeded.
 *
 * @param {Members} options
 * @returns {{ rateLimit?: { requests: number, per: number }, heedsQuota: boolean }}
 */
export function checkRateLimit(options) {
  if (options.get("rateLimit") === "headers") return { rateLimit: undefined, heedsQuota: true };
  const takes = 'an object like { requests: 10, per: 1000 } or "headers"';
  const limit = options.members("rateLimit", takes, ["requests", "per"], true);
  const rateLimit = limit && {
    requests: required(limit.count("requests", 1)),
    per: required(limit.duration("per")),
  };
  return { rateLimit, heedsQuota: false };
}

/** @param {Members} options */
export function checkCircuit(options) {
  const takes = "an object like { failures: 5, cooldown: 1000 }";
  const circuit = options.members("circuit", takes, ["failures", "cooldown"], true);
  return (
    circuit && {
      failures: required(circuit.count("failures", 1)),
      cooldown: required(circuit.delay("cooldown")),
    }
  );
}

/** @param {Members} options */
export function checkRetry(options) {
  const isNumber = typeof options.get("retry") === "number";
  const names = ["limit", "statuses", "delay", "maxDelay", "jitter", "retryAfter", "budget"];
  const limit = isNumber ? options.count("retry", 0) : undefined;
  const retry = isNumber ? undefined : options.members("retry", "an integer from 0 up or an object", names);
  const isShare = (/** @type {number} */ share) => share >= 0 && share <= 1;
  return {
    limit: limit ?? retry?.count("limit", 0) ?? 2,
    statuses: retry?.statuses("statuses") ?? RETRIED,
    delay: retry?.delay("delay") ?? 100,
    maxDelay: retry?.delay("maxDelay") ?? 10_000,
    jitter: retry?.word("jitter", ["full", "none"]) ?? "full",
    retryAfter: retry?.boolean("retryAfter") ?? true,
    budget: retry?.number("budget", "a number from 0 to 1", isShare) ?? 0.2,
  };
}

/** The statuses that have a batch split. @param {Members} options */
export function checkSplit(options) {
  const byWord = (/** @type {unknown} */ value) => {
    if (value === true) return SPLIT_ON_ANY;
    return value === false ? NEVER : undefined;
  };
  return options.statuses("split", "true, false or ", byWord) ?? SPLIT_BY_DEFAULT;
}

/**
 * Milliseconds, or the share of the answers that a percentile stands for.
 *
 * @param {Members} options
 * @returns {{ after?: number, percentile?: number } | undefined}
 */
export function checkHedge(options) {
  const takes = 'a number of milliseconds from 0 up or a percentile like "p95"';
  return options.read("hedge", takes, (value) => {
    if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? { after: value } : undefined;
    const percent = typeof value === "string" ? Number(/^p([\d.]+)$/.exec(value)?.[1]) : 0;
    return percent > 0 && percent < 100 ? { percentile: percent / 100 } : undefined;
  });
}

/**
 * A number of users, or a share of them.
 *
 * @param {Members} options
 * @returns {{ users?: number, share?: number } | undefined}
 */
export function checkMaxFailed(options) {
  const takes = 'an integer from 0 up or a percentage from "0%" to "100%"';
  return options.read("maxFailed", takes, (value) => {
    const users = toCount(value, 0);
    if (users !== undefined) return { users };
    const percent = typeof value === "string" ? Number(/^(\d+(?:\.\d+)?)%$/.exec(value)?.[1]) : Number.NaN;
    return percent <= 100 ? { share: percent / 100 } : undefined;
  });
}

/** What has been refused where it was left out. @template T @param {T | undefined} value */
const required = (value) => /** @type {T} */ (value);
