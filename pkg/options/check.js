import { show, wrong } from "../errors.js";
import { isObject, Members } from "./members.js";
import {
  checkCircuit,
  checkConcurrency,
  checkHedge,
  checkMaxFailed,
  checkRateLimit,
  checkRetry,
  checkSplit,
} from "./policy.js";
import { checkService } from "./service.js";
import { shares } from "./shares.js";

const NAMES = [
  "url",
  "method",
  "headers",
  "body",
  "request",
  "fetch",
  "send",
  "rows",
  "key",
  "rowKey",
  "absent",
  "rowError",
  "where",
  "keepRows",
  "maxReplyBytes",
  "batchSize",
  "maxWait",
  "concurrency",
  "rateLimit",
  "limiter",
  "timeout",
  "deadline",
  "retry",
  "split",
  "hedge",
  "circuit",
  "onError",
  "maxFailed",
  "signal",
  "onAbort",
  "seed",
  "onProgress",
  "onBatch",
  "onEvent",
];

/** No more can lie in one piece in the memory of wasm. */
const LARGEST_REPLY = 2 ** 31 - 2;
const DEFAULT_REPLY = 64 * 2 ** 20;

/** @typedef {ReturnType<typeof checkOptions>} Options */

/**
 * The caller's options, checked one by one and with their defaults filled in, as an object of our own. Whatever is wrong
 * is said before anything is sent: what was expected of which option, and what was there. Only `where` is handed over as
 * it is: the engine reads conditions.
 *
 * @param {any} given
 */
export function checkOptions(given) {
  if (!isObject(given) || Array.isArray(given)) throw wrong("options", "an object", show(given));
  // Copied first: a getter is called once, and nothing is inherited.
  const options = new Members({ ...given }, "", NAMES);

  // Of two that are wrong, the first to be checked is named.
  const key = options.string("key") ?? "id";
  const keepRows = options.boolean("keepRows") ?? false;

  const batchSize = options.count("batchSize", 1) ?? 250;
  const maxWait = options.delay("maxWait");
  const concurrency = checkConcurrency(options);
  const { rateLimit, heedsQuota } = checkRateLimit(options);
  const limiter = checkLimiter(options);
  const timeout = options.duration("timeout") ?? 30_000;
  const deadline = options.duration("deadline");
  const retry = checkRetry(options);
  const split = checkSplit(options);
  const hedge = checkHedge(options);
  const circuit = checkCircuit(options);
  const onError = options.word("onError", ["collect", "throw"]) ?? "collect";
  const maxFailed = checkMaxFailed(options);
  const onAbort = options.word("onAbort", ["throw", "partial"]) ?? "throw";
  const seed = options.number("seed", "a number", () => true) ?? Math.random();

  const service = checkService(options);

  const rowKey = checkRowKey(options, key);
  const maxReplyBytes = Math.min(options.integer("maxReplyBytes", 1) ?? DEFAULT_REPLY, LARGEST_REPLY);
  const rows = options.string("rows") ?? "";
  const absent = options.word("absent", ["missing", "skipped", "passed", "failed"]) ?? "missing";

  const signal = checkSignal(options);
  const onProgress = options.function("onProgress");
  const onBatch = options.function("onBatch");
  const onEvent = options.function("onEvent");

  // Member by member: spreading costs as much as all the checks.
  return {
    url: service.url,
    method: service.method,
    headers: service.headers,
    body: service.body,
    request: service.request,
    fetch: service.fetch,
    send: service.send,

    key,
    rows,
    rowKey,
    absent,
    rowError: options.get("rowError"),
    where: options.get("where"),
    keepRows,
    maxReplyBytes,

    batchSize,
    maxWait,
    concurrency,
    rateLimit,
    heedsQuota,
    limiter,
    timeout,
    deadline,
    retry,
    split,
    hedgeAfter: hedge?.after,
    hedgePercentile: hedge?.percentile,
    circuit,
    onError,
    maxFailedUsers: maxFailed?.users,
    maxFailedShare: maxFailed?.share,
    onAbort,
    seed,

    signal,
    onProgress,
    onBatch,
    onEvent,
  };
}

/**
 * Where the key is in a row; undefined where rows come in the order of the users.
 *
 * @param {Members} options
 * @param {string} key
 * @returns {string | undefined}
 */
function checkRowKey(options, key) {
  const takes = 'a dotted path, "" or null';
  const rowKey = options.read("rowKey", takes, (value) =>
    typeof value === "string" || value === null ? value : undefined,
  );
  return rowKey === undefined ? key : (rowKey ?? undefined);
}

/** What the package knows of the caller's limiter. @param {Members} options */
function checkLimiter(options) {
  return options.read("limiter", "what `createLimiter` of this package made", (limiter) =>
    isObject(limiter) ? shares.get(limiter) : undefined,
  );
}

/** Whatever behaves like an AbortSignal is one: those of another realm, and polyfills. @param {Members} options */
function checkSignal(options) {
  return options.read("signal", "an AbortSignal", (signal) => {
    const isSignal = isObject(signal) && signal.aborted !== undefined;
    return isSignal && typeof signal.addEventListener === "function" ? signal : undefined;
  });
}
