import { isObject, Members } from "./members.js";
import { readPolicy } from "./policy.js";
import { readTarget } from "./target.js";

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
  "where",
  "keepRows",
  "maxReplyBytes",
  "batchSize",
  "concurrency",
  "rateLimit",
  "timeout",
  "deadline",
  "retry",
  "split",
  "hedge",
  "circuit",
  "onError",
  "signal",
  "onAbort",
  "seed",
  "onProgress",
  "onBatch",
  "onEvent",
];

/** Replies are read with offsets of 32 bits. */
const LARGEST_REPLY = 0xffff_fffe;
const DEFAULT_REPLY = 64 * 2 ** 20;

/** @typedef {ReturnType<typeof readOptions>} Options */

/**
 * The caller's options, checked one by one and with their defaults filled in. Whatever is wrong is said before anything
 * is sent: what was expected of which option, and what was there.
 *
 * @param {object} given
 */
export function readOptions(given) {
  const options = new Members(given, "", NAMES);
  const key = options.string("key") ?? "id";
  const keepRows = options.boolean("keepRows") ?? false;
  const { numbers, timeout, deadline } = readPolicy(options);
  const target = readTarget(options);
  const reading = readReading(options, key);
  const signal = readSignal(options);
  const onProgress = options.function("onProgress");
  const onBatch = options.function("onBatch");
  const onEvent = options.function("onEvent");
  return {
    key,
    keepRows,
    numbers: [...numbers, Number(onEvent !== undefined), Number(onProgress !== undefined)],
    timeout,
    deadline,
    target,
    ...reading,
    signal,
    onProgress,
    onBatch,
    onEvent,
    ...readWhere(options.get("where")),
  };
}

/**
 * What to make of a reply. No `rowKey` where rows come in the order of the users.
 *
 * @param {Members} options
 * @param {string} key
 */
function readReading(options, key) {
  const takes = 'a dotted path, "" or null';
  const rowKey = options.read("rowKey", takes, (value) =>
    typeof value === "string" || value === null ? value : undefined,
  );
  return {
    rowKey: rowKey === undefined ? key : (rowKey ?? undefined),
    maxReplyBytes: Math.min(options.integer("maxReplyBytes", 1) ?? DEFAULT_REPLY, LARGEST_REPLY),
    rows: options.string("rows") ?? "",
    absent: options.word("absent", ["missing", "skipped", "passed"]) ?? 0,
  };
}

/** A function of the caller's, or a condition, which the engine reads and checks. @param {any} where */
function readWhere(where) {
  if (where === undefined) return {};
  return typeof where === "function" ? { where, isJudged: true } : { condition: where };
}

/** Whatever behaves like an AbortSignal is one: those of another realm, and polyfills. @param {Members} options */
function readSignal(options) {
  return options.read("signal", "an AbortSignal", (signal) => {
    const isSignal = isObject(signal) && signal.aborted !== undefined;
    return isSignal && typeof signal.addEventListener === "function" ? signal : undefined;
  });
}
