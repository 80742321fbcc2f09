import assert from "node:assert/strict";
import { inspect } from "node:util";
import { filterUsers, partialResult, streamUsers } from "filter-users";
import { Bombs, THROWN } from "./bomb.js";

/** A random number from 0 up to 1, the same ones for a seed. @param {number} seed */
function randomOf(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** What of the arguments throws. */
const SITES = [
  "source",
  "user",
  "options",
  "signal",
  "where",
  "headers",
  "request",
  "url answer",
  "body answer",
  "headers answer",
  "fetch answer",
  "fetch promise",
  "chunk",
  "send answer",
  "send promise",
  "row",
  "where answer",
  "watch answer",
  "calls",
];

const CODES = [
  "INVALID_OPTION",
  "INVALID_USER",
  "REQUEST",
  "NETWORK",
  "TIMEOUT",
  "DEADLINE",
  "ABORTED",
  "HTTP_STATUS",
  "BAD_REPLY",
  "REPLY_TOO_LARGE",
  "PREDICATE",
  "CIRCUIT_OPEN",
];

/**
 * Runs with arguments of which one throws, and checks that all else is as it should be.
 *
 * @param {number} seed
 */
export async function hostileRun(seed) {
  const random = randomOf(seed);
  const chance = (/** @type {number} */ share) => random() < share;
  /** @template T @param {readonly T[]} list @returns {T} */
  const pick = (list) => list[Math.floor(random() * list.length)];
  const thrown = pick(THROWN)();
  const plan = { site: pick(SITES), at: 1 + Math.floor(random() * 10), isSticky: chance(0.3), thrown };
  const bombs = new Bombs(plan);

  const count = 1 + Math.floor(random() * 12);
  const users = Array.from({ length: count }, (_, index) => bombs.at("user", { id: index + 1, name: "x" }));
  /** @type {any[]} */
  const read = [];
  const { source, isWhole = false, isAsync = false } = sourceOf(users, read, pick, bombs);

  const rejected = () => {
    const promise = Promise.reject(thrown);
    // Where it cannot be heard, since its `then` throws, that is nobody else's fault.
    if (plan.site === "where answer") promise.catch(() => {});
    return promise;
  };
  let calls = 0;
  const called = () => {
    calls++;
    bombs.use("calls");
  };
  const controller = new AbortController();
  const abortAt = chance(0.3) ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
  /** Aborts at a moment of its own, from within whatever is called. */
  const pass = () => {
    if (calls === abortAt) controller.abort(chance(0.5) ? new Error("enough") : undefined);
    called();
  };
  const watching = (/** @type {any} */ _) => {
    pass();
    return bombs.at("watch answer", pick([undefined, {}, Promise.resolve(), soon()]));
  };

  const rowsOf = (/** @type {readonly any[]} */ batch) =>
    batch.map((user) => bombs.at("row", { id: keyOf(user, users), ok: true }));
  /** @type {any} */
  const options = {
    batchSize: pick([1, 2, 3, 5, 250]),
    concurrency: pick([1, 2, 6, "auto"]),
    retry: pick([0, { limit: 2, delay: 0 }, { limit: 1, delay: 1, statuses: [503] }]),
    onError: pick(["collect", "throw"]),
    onAbort: pick(["throw", "partial"]),
    keepRows: chance(0.4),
    timeout: 2_000,
    ...(chance(0.4) && { onBatch: watching }),
    ...(chance(0.3) && { onProgress: watching }),
    ...(chance(0.3) && { onEvent: watching }),
    ...(chance(0.6) && { signal: bombs.at("signal", signalOf(controller.signal, pick)) }),
    ...(chance(0.1) && { hedge: 1 }),
    ...(chance(0.1) && { rowKey: null }),
    ...(chance(0.1) && { maxReplyBytes: 100 }),
    ...(chance(0.1) && { split: true }),
  };
  const kind = random();
  if (kind < 0.3) {
    options.where = bombs.at("where", {
      $or: [{ ok: { $in: [true, 1, "x", null] } }, { "a.b": [1, { c: 7n }] }],
    });
  } else if (kind < 0.6) {
    options.where = (/** @type {any} */ row) => {
      pass();
      return bombs.at(
        "where answer",
        chance(0.05) ? rejected() : pick([row.ok, true, {}, Promise.resolve(true)]),
      );
    };
  }
  if (chance(0.5)) {
    options.send = (/** @type {readonly any[]} */ batch) => {
      pass();
      const answer = bombs.at("send answer", sendAnswer(rowsOf(batch), pick, bombs));
      return bombs.at(
        "send promise",
        pick([() => Promise.resolve(answer), () => soon().then(() => answer), () => answer])(),
      );
    };
  } else {
    options.url = pick([
      "http://service.test/",
      () => {
        pass();
        return bombs.at("url answer", pick(["http://service.test/a", { href: "http://service.test/b" }]));
      },
    ]);
    if (chance(0.5)) {
      options.body = pick([
        "users",
        (/** @type {readonly any[]} */ batch) => {
          pass();
          const ids = batch.map((user) => keyOf(user, users));
          return bombs.at("body answer", pick([{ ids }, ids, { n: 7n, ids }, new Map(), "text"]));
        },
      ]);
    }
    if (chance(0.5)) {
      const given = () => pick([{ a: "b" }, [["a", "b"]], new Map([["a", "b"]])]);
      options.headers = pick([
        bombs.at("headers", given()),
        () => {
          pass();
          const answer = bombs.at("headers answer", given());
          return pick([() => answer, () => Promise.resolve(answer)])();
        },
      ]);
    }
    if (chance(0.3)) options.request = bombs.at("request", { cache: "no-store", mode: "cors" });
    options.fetch = (/** @type {string} */ _, /** @type {any} */ init) => {
      pass();
      const ids = idsOf(init.body, count);
      const rows = ids.map((/** @type {number} */ id) => ({ id, ok: true }));
      const answer = bombs.at("fetch answer", fetchAnswer(rows, pick, chance, bombs));
      return bombs.at(
        "fetch promise",
        pick([() => Promise.resolve(answer), () => soon().then(() => answer), () => answer])(),
      );
    };
  }

  const way = pick(["filterUsers", "filterUsers", "batches", "users", "left", "stats"]);
  if (process.env.SEED) console.log(seed, way, plan, inspect(options, { showProxy: false, depth: 1 }));
  let result;
  let error;
  let hasFailed = false;
  try {
    result = await goTheWay(way, source, bombs.at("options", options));
  } catch (reason) {
    hasFailed = true;
    error = reason;
  }

  const context = `seed ${seed}`;
  const known = isWhole ? users : read;
  if (hasFailed) {
    const isOwn = [thrown, controller.signal.reason].includes(bombs.original(error));
    const code = isOwn ? undefined : codeOf(error);
    // An error of the platform's, of what is none of ours to word: a body that gave something else than bytes, a `return` that is no function.
    assert.ok(
      isOwn || CODES.includes(code),
      `${context}: it ends by ${typeof code === "string" ? code : inWords(error)}`,
    );
    const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
    const partial = isObject ? partialResult(error) : undefined;
    if (calls > 1 && isObject && !(code ?? "").startsWith("INVALID_OPTION"))
      assert.ok(partial || way !== "filterUsers", `${context}: no partial result of ${String(code)}`);
    if (partial && way === "filterUsers") checkLedger(partial, known, isAsync, context);
  } else if (way === "filterUsers") {
    checkLedger(result, known, isAsync, context);
  }
  return bombs.isThrown;
}

/**
 * @param {any} result
 * @param {readonly any[]} known
 * @param {boolean} isAsync
 * @param {string} context
 */
function checkLedger(result, known, isAsync, context) {
  const failed = result.failed.flatMap((/** @type {any} */ { users }) => users);
  const all = [...result.passed, ...result.skipped, ...result.missing, ...failed];
  assert.equal(new Set(all).size, all.length, `${context}: a user has two verdicts`);
  // One that came from an asynchronous source when it was closed already is no part of the run.
  const late = isAsync && !result.stats.complete ? known.at(-1) : undefined;
  const lost = known.filter((user) => !all.includes(user) && user !== late);
  assert.equal(lost.length, 0, `${context}: ${lost.length} of ${known.length} users are lost`);
  assert.ok(
    all.every((user) => known.includes(user)),
    `${context}: strangers have a verdict`,
  );
  assert.equal(result.stats.users.total, all.length, `${context}: the figures are others`);
  for (const { error } of result.failed) assert.ok(CODES.includes(error.code), `${context}: ${error.code}`);
}

/** @param {any} error */
function inWords(error) {
  try {
    return inspect(error);
  } catch {
    return typeof error;
  }
}

/** @param {any} error */
function codeOf(error) {
  try {
    return error?.code;
  } catch {
    return undefined;
  }
}

/** The key of a user without reading it, since that may throw. @param {any} user @param {readonly any[]} users */
const keyOf = (user, users) => users.indexOf(user) + 1;

/** @param {any} body @param {number} count */
function idsOf(body, count) {
  try {
    return JSON.parse(body).ids.map(Number);
  } catch {
    return Array.from({ length: count }, (_, index) => index + 1);
  }
}

/**
 * @param {string} way
 * @param {any} source
 * @param {any} options
 */
async function goTheWay(way, source, options) {
  if (way === "filterUsers") return filterUsers(source, options);
  const stream = streamUsers(source, options);
  if (way === "batches") for await (const _ of stream.batches());
  if (way === "users") for await (const _ of stream);
  if (way === "left") for await (const _ of stream.batches()) break;
  if (way === "stats") {
    const reading = (async () => {
      for await (const _ of stream);
    })();
    reading.catch(() => {});
  }
  return stream.stats;
}

/**
 * @param {any[]} users
 * @param {any[]} read
 * @param {<T>(list: readonly T[]) => T} pick
 * @param {Bombs} bombs
 * @returns {{ source: any, isWhole?: boolean, isAsync?: boolean }}
 */
function sourceOf(users, read, pick, bombs) {
  const note = (/** @type {any} */ user) => {
    read.push(user);
    return user;
  };
  const steps = () => {
    let index = 0;
    return {
      next: () => {
        bombs.use("source");
        return index < users.length
          ? { done: false, value: note(users[index++]) }
          : { done: true, value: undefined };
      },
      return: () => {
        bombs.use("source");
        return { done: true, value: undefined };
      },
    };
  };
  const later = () => {
    const { next, return: end } = steps();
    return {
      next: async () => {
        bombs.use("source");
        await soon();
        return next();
      },
      return: async () => {
        await soon();
        return end();
      },
    };
  };
  const kinds = {
    array: () => ({ source: users, isWhole: true }),
    // What is read of it before it throws is all that there is of it.
    set: () => {
      class Own extends Set {
        [Symbol.iterator]() {
          bombs.use("source");
          return /** @type {any} */ (steps());
        }
      }
      return { source: new Own(users) };
    },
    iterable: () => ({ source: { [Symbol.iterator]: steps } }),
    asyncIterable: () => ({ source: { [Symbol.asyncIterator]: later }, isAsync: true }),
    reader: () => {
      const { next, return: end } = later();
      const reader = { read: next, cancel: end, releaseLock: () => bombs.use("source") };
      return { source: { getReader: () => reader }, isAsync: true };
    },
    node: () => ({
      source: {
        [Symbol.asyncIterator]: later,
        pipe() {},
        destroy() {
          bombs.use("source");
        },
      },
      isAsync: true,
    }),
  };
  return pick(Object.values(kinds))();
}

/**
 * @param {AbortSignal} signal
 * @param {<T>(list: readonly T[]) => T} pick
 */
function signalOf(signal, pick) {
  const own = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    addEventListener: signal.addEventListener.bind(signal),
  };
  const removeEventListener = signal.removeEventListener.bind(signal);
  return pick([
    own,
    Object.defineProperty(own, "removeEventListener", { value: removeEventListener, configurable: true }),
  ]);
}

/**
 * @param {any[]} rows
 * @param {<T>(list: readonly T[]) => T} pick
 * @param {Bombs} bombs
 */
function sendAnswer(rows, pick, bombs) {
  return pick([
    () => rows,
    () => new Set(rows),
    () => ({
      *[Symbol.iterator]() {
        for (const row of rows) {
          bombs.use("send answer");
          yield row;
        }
      },
    }),
    () => ({ status: 200, json: () => rows }),
    () => ({ status: 503 }),
    () => 7,
  ])();
}

/**
 * @param {any[]} rows
 * @param {<T>(list: readonly T[]) => T} pick
 * @param {(share: number) => boolean} chance
 * @param {Bombs} bombs
 */
function fetchAnswer(rows, pick, chance, bombs) {
  const text = JSON.stringify(rows);
  const status = chance(0.7) ? 200 : pick([413, 503, 429, 404]);
  const headers = pick([undefined, new Map([["retry-after", "0"]]), new Headers({ "retry-after": "0" }), {}]);
  const body = pick([
    { text: async () => text },
    { json: async () => rows },
    { arrayBuffer: async () => new TextEncoder().encode(text).buffer },
    { body: { getReader: () => readerOf(text, pick, bombs) } },
    { body: { getReader: () => readerOf(text, pick, bombs) } },
  ]);
  return { status, headers, ...body };
}

/**
 * @param {string} text
 * @param {<T>(list: readonly T[]) => T} pick
 * @param {Bombs} bombs
 */
function readerOf(text, pick, bombs) {
  const bytes = new TextEncoder().encode(pick([text, text + " ".repeat(10_000)]));
  const size = pick([1, 7, 5_000, bytes.length]);
  let at = 0;
  return {
    read: async () => {
      if (at >= bytes.length) return { done: true, value: undefined };
      // Small ones are many; a few of them are enough.
      const end = size < 100 && at > 20 * size ? bytes.length : at + size;
      const chunk = bytes.slice(at, end);
      at = end;
      return { done: false, value: spoiled(chunk, bombs, pick) };
    },
    cancel: async () => {},
  };
}

/**
 * A chunk that is none, or will not be by the time it is looked at.
 *
 * @param {Uint8Array} chunk
 * @param {Bombs} bombs
 * @param {<T>(list: readonly T[]) => T} pick
 */
function spoiled(chunk, bombs, pick) {
  try {
    bombs.use("chunk");
    return chunk;
  } catch {
    return pick([
      () => {
        queueMicrotask(() => queueMicrotask(() => structuredClone(chunk, { transfer: [chunk.buffer] })));
        return chunk;
      },
      () => ({
        [Symbol.toStringTag]: "Uint8Array",
        byteLength: 9_000,
        buffer: { byteLength: 9_000 },
        subarray: () => 7,
      }),
      () => ({
        [Symbol.toStringTag]: "Uint8Array",
        get byteLength() {
          throw new Error("length");
        },
      }),
      () => new Uint16Array(4),
      () => null,
      () => "text",
    ])();
  }
}
