import assert from "node:assert/strict";
import { describe, it } from "node:test";
import vm from "node:vm";
import { FilterUsersError, filterUsers, partialResult, streamUsers } from "filter-users";
import { everyone, startService } from "../support/service.js";
import { rejection, users } from "../support/users.js";

const fn = () => {};

/** What each option takes, as messages say it, and what it does not. @type {[string, RegExp, unknown[]][]} */
const WRONG = [
  ["url", /a string, a URL or a function/, [undefined, null, 7, "", {}, ["http://x"], true]],
  ["method", /an HTTP method/, [null, 7, "", "GE T", {}, "POST\n"]],
  ["headers", /headers/, [null, 7, "a: b", { "a b": "c" }, [["a"]], { a: "ä€" }]],
  ["body", /"ids", "users" or a function/, [null, 7, "id", "", {}, []]],
  ["request", /an object/, [null, 7, "x", [], fn]],
  ["fetch", /a function/, [null, 7, "x", {}]],
  ["send", /a function/, [null, 7, "x", {}]],
  ["rows", /a string/, [null, 7, ["a"], {}]],
  ["key", /a string/, [null, 7, Symbol("id"), {}]],
  ["rowKey", /a dotted path, "" or null/, [7, true, {}, ["id"]]],
  ["absent", /"missing" or "skipped" or "passed" or "failed"/, [null, 7, "", "fail", "Missing"]],
  ["rowError", /a condition or a function/, [null, 7, "x", true, []]],
  ["where", /a condition or a function/, [null, 7, "x", true, []]],
  ["maxFailed", /an integer from 0 up or a percentage/, [null, -1, 1.5, "5", "101%", "-1%", "%", "1e1%"]],
  ["keepRows", /true or false/, [null, 0, 1, "true", {}]],
  [
    "maxReplyBytes",
    /an integer from 1 up/,
    [null, 0, -1, 1.5, "1", 1n, Number.NaN, Number.POSITIVE_INFINITY],
  ],
  [
    "batchSize",
    /an integer from 1 up/,
    [null, 0, -1, 1.5, "5", 5n, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53],
  ],
  [
    "concurrency",
    /an integer from 1 up/,
    [null, 0, -1, 1.5, "5", "Auto", Number.NaN, Number.POSITIVE_INFINITY],
  ],
  ["rateLimit", /an object/, [null, 5, "5/s", [5, 1000], fn]],
  ["rateLimit.requests", /an integer from 1 up/, [undefined, null, 0, 1.5, "5"]],
  [
    "rateLimit.per",
    /milliseconds above 0/,
    [undefined, null, 0, -1, "1s", Number.NaN, Number.POSITIVE_INFINITY],
  ],
  ["timeout", /milliseconds above 0/, [null, 0, -1, "1s", 5n, Number.NaN, Number.POSITIVE_INFINITY]],
  ["deadline", /milliseconds above 0/, [null, 0, -1, "1s", 5n, Number.NaN, Number.POSITIVE_INFINITY]],
  ["retry", /an integer from 0 up/, [null, -1, 1.5, "2", Number.NaN, Number.POSITIVE_INFINITY, [], fn, true]],
  ["retry.limit", /an integer from 0 up/, [null, -1, 1.5, "2", Number.NaN]],
  ["retry.statuses", /an array of HTTP statuses/, [null, 503, "503", [99], [600], ["503"], [503.5], [null]]],
  ["retry.delay", /milliseconds from 0 up/, [null, -1, "1s", Number.NaN, Number.POSITIVE_INFINITY]],
  ["retry.maxDelay", /milliseconds from 0 up/, [null, -1, "1s", Number.NaN]],
  ["retry.jitter", /"full" or "none"/, [null, true, "half", 0.5]],
  ["retry.retryAfter", /true or false/, [null, 0, "yes", 1000]],
  ["retry.budget", /a number from 0 to 1/, [null, -0.1, 1.1, "0.2", Number.NaN]],
  ["split", /true, false or an array of HTTP statuses/, [null, 413, "413", [1], ["413"], {}]],
  ["circuit", /an object/, [null, 5, "5", [5, 100], fn]],
  ["circuit.failures", /an integer from 1 up/, [undefined, null, 0, 1.5, "5"]],
  ["circuit.cooldown", /milliseconds from 0 up/, [undefined, null, -1, "1s", Number.NaN]],
  ["onError", /"collect" or "throw"/, [null, true, "ignore", fn]],
  ["signal", /an AbortSignal/, [null, 7, true, {}, { aborted: false }, new AbortController()]],
  ["onAbort", /"throw" or "partial"/, [null, true, "collect", fn]],
  ["seed", /a number/, [null, "7", 7n, Number.NaN, {}]],
  ["onProgress", /a function/, [null, true, {}, "log"]],
  ["onBatch", /a function/, [null, true, {}, "log"]],
  ["onEvent", /a function/, [null, true, {}, "log"]],
];

/** Enough of the members beside the wrong one. @type {Record<string, object>} */
const BESIDE = { rateLimit: { requests: 1, per: 1000 }, retry: {}, circuit: { failures: 1, cooldown: 1000 } };

/** @param {string} path @param {unknown} value */
function withOption(path, value) {
  const [name, member] = path.split(".");
  return { [name]: member ? { ...BESIDE[name], [member]: value } : value };
}

/** As the messages show it. @param {unknown} value */
function shown(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value === "number" || typeof value !== "object") return String(value);
  return "";
}

/**
 * @param {import("node:test").TestContext} t
 * @param {object | ((url: string) => any)} options
 * @param {any[]} inputs none for a list like any other
 */
async function refused(t, options, ...inputs) {
  const input = inputs.length === 0 ? users(3) : inputs[0];
  const service = await startService(t, everyone);
  const given = typeof options === "function" ? options(service.url) : { url: service.url, ...options };
  const error = await rejection(filterUsers(input, given));
  assert.ok(error instanceof FilterUsersError, String(error));
  assert.equal(error.code, "INVALID_OPTION", error.message);
  assert.equal(error.attempts, 0);
  assert.equal(service.log.length, 0, "nothing was sent");
  return error;
}

describe("an option that is wrong is named, with what it takes and what it got, and nothing is sent", () => {
  for (const [option, takes, values] of WRONG) {
    it(option, async (t) => {
      for (const value of values) {
        const { message } = await refused(t, withOption(option, value));
        const named = message.startsWith(`Expected \`${option}\` to be `);
        assert.ok(named, message);
        assert.match(message, takes);
        if (typeof value !== "symbol" && typeof value !== "function") {
          // Headers that are a string may be a token.
          const got = option === "headers" && typeof value === "string" ? "a string" : shown(value);
          assert.ok(message.includes(`, got ${got}`), `${message} (it got ${got})`);
        }
      }
    });
  }

  it("in one style", async (t) => {
    const { message } = await refused(t, { batchSize: 1.5 });
    assert.equal(message, "Expected `batchSize` to be an integer from 1 up, got 1.5");
  });

  it("long values are cut short, and odd ones do no harm", async (t) => {
    const { message } = await refused(t, { absent: "x".repeat(10_000) });
    assert.ok(message.length < 200, message);
    for (const odd of [Symbol("s"), Object.create(null), new Proxy({}, {}), fn])
      await refused(t, { absent: odd });
  });
});

describe("an option that is undefined is one left out", () => {
  for (const [option] of WRONG.filter(([option]) => !/^(url|rateLimit\.|circuit\.)/.test(option))) {
    it(option, async (t) => {
      const service = await startService(t, everyone);
      const result = await filterUsers(users(2), { url: service.url, ...withOption(option, undefined) });
      assert.equal(result.passed.length, 2);
    });
  }
});

describe("an option that does not exist", () => {
  for (const [name, near] of [
    ["batchsize", "batchSize"],
    ["batch_size", "batchSize"],
    ["concurency", "concurrency"],
    ["header", "headers"],
    ["onprogess", "onProgress"],
    ["URL", "url"],
    ["timeOut", "timeout"],
    ["keeprows", "keepRows"],
    ["wher", "where"],
    ["filter", "where"],
    ["chunkSize", "batchSize"],
    ["limit", "concurrency"],
    ["retries", "retry"],
    ["abortSignal", "signal"],
  ]) {
    it(`\`${name}\` is answered with \`${near}\``, async (t) => {
      const { message } = await refused(t, { [name]: 1 });
      assert.equal(message, `There is no option \`${name}\`: did you mean \`${near}\`?`);
    });
  }

  for (const [option, near] of [
    ["retry.limits", "retry.limit"],
    ["retry.max_delay", "retry.maxDelay"],
    ["rateLimit.request", "rateLimit.requests"],
    ["circuit.failure", "circuit.failures"],
  ]) {
    it(`\`${option}\` is answered with \`${near}\``, async (t) => {
      const { message } = await refused(t, withOption(option, 1));
      assert.equal(message, `There is no option \`${option}\`: did you mean \`${near}\`?`);
    });
  }

  it("and resembles none is answered with all there are", async (t) => {
    const { message } = await refused(t, { verbosityOfEverything: 1 });
    for (const name of ["url", "batchSize", "onEvent"]) assert.ok(message.includes(`\`${name}\``), message);
  });
});

describe("options that do not go together", () => {
  it("GET and HEAD take no body, and the address has to be a function", async (t) => {
    for (const method of ["GET", "HEAD", "get"]) {
      assert.match((await refused(t, { method })).message, /^Expected `url` to be a function/);
      const body = await refused(t, { method, url: () => "http://127.0.0.1:9/", body: "ids" });
      assert.match(body.message, /^Expected `body` to be left out/);
    }
  });

  it("`send` stands instead of all that says how to fetch", async (t) => {
    for (const other of [
      { method: "PUT" },
      { headers: {} },
      { body: "ids" },
      { request: {} },
      { fetch: fn },
      {},
    ]) {
      const { message } = await refused(t, { send: fn, ...other });
      assert.match(message, /`(url|method|headers|body|request|fetch)`.*send/);
    }
  });

  it("`request` has no members that are options of their own", async (t) => {
    for (const name of ["method", "headers", "body", "signal"]) {
      const { message } = await refused(t, { request: { [name]: "x" } });
      assert.match(message, new RegExp(`^Expected \`request.${name}\` to be left out`));
    }
  });
});

describe("a condition that is wrong", () => {
  /** @type {[object, RegExp][]} */
  const conditions = [
    [{ balance: { $gtt: 5 } }, /\$gtt.*\$gt|\$gt.*\$gtt/],
    [{ balance: { $regex: "a" } }, /\$regex/],
    [{ $and: {} }, /\$and.*array/],
    [{ $or: [] }, /\$or/],
    [{ a: { $in: 5 } }, /\$in.*array/],
    [{ a: { $size: -1 } }, /\$size/],
    [{ a: { $mod: [0, 0] } }, /\$mod/],
    [{ a: { $exists: "yes" } }, /\$exists/],
    [{ a: { $gt: 1, b: 2 } }, /b/],
    [{ at: new Date() }, /where\.at/],
    [{ a: /x/ }, /where\.a/],
    [{ a: () => true }, /where\.a.*function/],
    [{ a: undefined }, /where\.a.*undefined/],
    [{ a: { $gt: Number("much") } }, /where\.a\.\$gt.*NaN/],
    [{ a: { $in: [1, Number.NaN] } }, /where\.a\.\$in\.1.*NaN/],
  ];
  for (const [where, message] of conditions) {
    it(`says where and why: ${message}`, async (t) => {
      assert.match((await refused(t, { where })).message, message);
    });
  }

  it("however deep, or without an end, does no harm", async (t) => {
    /** @type {any} */
    let deep = { a: 1 };
    for (let level = 0; level < 10_000; level++) deep = { $and: [deep] };
    await refused(t, { where: deep });
    const round = /** @type {any} */ ({});
    round.$and = [round];
    await refused(t, { where: round });
  });
});

describe("the call itself", () => {
  for (const options of [undefined, null, 7, "http://x", [], fn]) {
    it(`options that are ${options === fn ? "a function" : JSON.stringify(options)} are refused`, async (t) => {
      assert.match((await refused(t, () => options)).message, /^Expected `options` to be an object, got /);
    });
  }

  it("neither `url` nor `send` is refused", async (t) => {
    assert.match((await refused(t, () => ({}))).message, /^Expected `url` .*unless `send` is given/);
  });

  for (const input of [
    "abc",
    "",
    undefined,
    null,
    7,
    {},
    fn,
    { length: 1, 0: { id: 1 } },
    Promise.resolve([]),
  ]) {
    it(`users that are ${typeof input} ${String(input)} are refused`, async (t) => {
      const { message } = await refused(t, {}, input);
      assert.match(message, /^Expected `users` to be an iterable, an async iterable or a ReadableStream/);
    });
  }

  it("what is wrong is said by a rejection, never by throwing", () => {
    const call = /** @type {any} */ (filterUsers)();
    assert.ok(call instanceof Promise);
    return rejection(call);
  });

  it("options may be changed by their owner during the run", async (t) => {
    const service = await startService(t, everyone);
    const options = { url: service.url, batchSize: 2, headers: new Headers({ a: "1" }) };
    const run = filterUsers(users(6), options);
    options.batchSize = 0;
    options.url = "http://127.0.0.1:9";
    assert.equal((await run).passed.length, 6);
  });

  it("frozen options, users and lists will do", async (t) => {
    const service = await startService(t, everyone);
    const input = Object.freeze(users(3).map((user) => Object.freeze(user)));
    const result = await filterUsers(
      input,
      Object.freeze({ url: service.url, retry: Object.freeze({ limit: 1 }) }),
    );
    assert.equal(result.passed.length, 3);
  });

  it("an option that throws when it is read ends the call with what it threw", async () => {
    const thrown = new Error("getter");
    const options = {
      url: "http://127.0.0.1:9",
      get batchSize() {
        throw thrown;
      },
    };
    assert.equal(await rejection(filterUsers(users(1), /** @type {any} */ (options))), thrown);
  });

  it("objects of another realm, and such without a prototype, are objects", async (t) => {
    const service = await startService(t, everyone);
    const options = {
      rateLimit: vm.runInNewContext("({ requests: 5, per: 10 })"),
      retry: Object.assign(Object.create(null), { limit: 1 }),
      split: vm.runInNewContext("[413]"),
      where: vm.runInNewContext("({ ok: true })"),
      headers: vm.runInNewContext("({ a: 'b' })"),
    };
    for (const [name, value] of Object.entries(options)) {
      const run = filterUsers(users(2), { url: service.url, [name]: value });
      assert.equal((await run).passed.length, 2, name);
    }
  });

  it("an abort signal of another realm ends a run too", async () => {
    const signal = vm.runInNewContext(`
      const listeners = new Set();
      ({
        aborted: false,
        reason: undefined,
        addEventListener: (_, listener) => listeners.add(listener),
        removeEventListener: (_, listener) => listeners.delete(listener),
        abort(reason) {
          this.aborted = true;
          this.reason = reason;
          for (const listener of listeners) listener({ type: "abort" });
        },
      })`);
    const send = () => new Promise(() => {});
    const run = filterUsers(users(2), { send: /** @type {any} */ (send), signal });
    setTimeout(() => signal.abort("stop"), 10);
    assert.equal(await rejection(run), "stop");
  });
});

describe("a wrong call", () => {
  it("has no partial result: nothing was run", async () => {
    const send = async (/** @type {readonly any[]} */ batch) => batch;
    const url = "http://service.test";
    /** @type {any[]} */
    const wrong = [
      { send, batchSize: 0 },
      { send, where: { a: { $foo: 1 } } },
      { send, where: [] },
      { send, url },
      { url, headers: { "a b": "c" } },
      {},
      7,
    ];
    for (const options of wrong) {
      const errors = [
        await rejection(filterUsers(users(2), options)),
        await rejection(streamUsers(users(2), options).stats),
        await rejection(streamUsers(users(2), options).batches().next()),
      ];
      for (const error of errors) {
        assert.equal(error.code, "INVALID_OPTION");
        assert.equal(partialResult(error), undefined);
      }
    }
    const error = await rejection(filterUsers(/** @type {any} */ ("users"), { send }));
    assert.deepEqual([error.code, partialResult(error)], ["INVALID_OPTION", undefined]);
  });
});
