import { tryAll } from "./cases.js";
import { ledger, rejection, same, some } from "./check.js";

/** @typedef {typeof import("filter-users")} Api */

const RICH = { balance: { $gt: 300 } };

/** @param {number[]} ids */
const users = (...ids) => ids.map((id) => ({ id }));
/** @param {readonly { id: number | bigint }[]} list */
const ids = (list) => list.map(({ id }) => id);

/**
 * What the package promises everywhere, in the order in which it is tried: the first case is the first call.
 *
 * @type {Record<string, (api: Api, url: string) => Promise<void>>}
 */
const cases = {
  async "two first calls at once"({ filterUsers }, url) {
    const input = users(1, 2, 3);
    const options = { url: `${url}/balances` };
    const results = await Promise.all([filterUsers(input, options), filterUsers(input, options)]);
    for (const result of results) same(ids(result.passed), [1, 2, 3], "passed");
  },

  async "four verdicts by a condition"({ filterUsers }, url) {
    const input = users(1, 5, 10, 6, 2, 503, 504);
    const options = { url: `${url}/balances`, batchSize: 5, where: RICH, retry: 0 };
    const result = await filterUsers(input, options);
    ledger(result, input);
    same(ids(result.passed), [5, 6], "passed");
    same(ids(result.skipped), [1, 2], "skipped");
    same(ids(result.missing), [10], "missing");
    same(ids(result.failed.flatMap((failed) => failed.users)), [503, 504], "failed");
  },

  async "where as a function"({ filterUsers }, url) {
    const input = users(1, 2, 3, 4).map((user) => ({ ...user, threshold: user.id % 2 === 0 ? 0 : 900 }));
    const result = await filterUsers(input, {
      url: `${url}/balances`,
      where: (/** @type {any} */ row, user) => row.balance > user.threshold,
    });
    ledger(result, input);
    same(ids(result.passed), [2, 4], "passed");
    same(ids(result.skipped), [1, 3], "skipped");
  },

  async "bigint ids that no number can hold"({ filterUsers }, url) {
    const input = [9007199254740991n, 9007199254740992n, 9007199254740993n, 9007199254740994n];
    const result = await filterUsers(
      input.map((id) => ({ id })),
      { url: `${url}/balances`, where: { balance: { $in: [200, 400] } } },
    );
    same(ids(result.passed), [9007199254740992n, 9007199254740994n], "passed");
    same(ids(result.skipped), [9007199254740991n, 9007199254740993n], "skipped");
  },

  async "a 429 with Retry-After, then success"({ filterUsers }, url) {
    const input = users(1, 2);
    const result = await filterUsers(input, { url: `${url}/rests`, retry: { limit: 1, delay: 1 } });
    ledger(result, input);
    same(ids(result.passed), [1, 2], "passed");
    same(result.stats.requests.byStatus, { 200: 1, 429: 1 }, "statuses");
  },

  async "a batch with a poison user is split"({ filterUsers }, url) {
    const input = users(1, 2, 3, 4, 5, 6, 7, 8);
    const result = await filterUsers(input, { url: `${url}/poison` });
    ledger(result, input);
    same(ids(result.passed), [1, 2, 3, 4, 5, 6, 8], "passed");
    same(
      result.failed.map(({ error }) => [error.code, error.status]),
      [["HTTP_STATUS", 413]],
      "failed",
    );
  },

  async "a refused batch fails with HTTP_STATUS"({ filterUsers, FilterUsersError }, url) {
    const input = users(1, 2);
    const result = await filterUsers(input, { url: `${url}/refuses` });
    ledger(result, input);
    const [{ users: failed, error }] = result.failed;
    same(ids(failed), [1, 2], "users");
    some(error instanceof FilterUsersError, "the error is a FilterUsersError");
    same(
      [error.code, error.status, error.reply, error.attempts],
      ["HTTP_STATUS", 403, "not you", 1],
      "error",
    );
  },

  async "a reply that is cut short is BAD_REPLY"({ filterUsers }, url) {
    const input = users(1, 2);
    const result = await filterUsers(input, { url: `${url}/broken`, retry: 0 });
    ledger(result, input);
    same(
      result.failed.map(({ error }) => error.code),
      ["BAD_REPLY"],
      "failed",
    );
  },

  async "a connection lost within the body gives nobody a verdict"({ filterUsers }, url) {
    const input = users(1, 2, 10);
    const result = await filterUsers(input, { url: `${url}/loses`, retry: 0 });
    ledger(result, input);
    same(
      result.failed.map(({ error }) => error.code),
      ["NETWORK"],
      "failed",
    );
  },

  async "an attempt that takes too long is a TIMEOUT"({ filterUsers }, url) {
    const input = users(2, 3);
    const result = await filterUsers(input, { url: `${url}/hangs`, timeout: 300, retry: 0 });
    ledger(result, input);
    same(
      result.failed.map(({ error }) => error.code),
      ["TIMEOUT"],
      "failed",
    );
    same(await left(url), { left: 1, hanging: 0 }, "requests");
  },

  async "an abort in flight"({ filterUsers, partialResult }, url) {
    const input = users(1, 2, 3, 4);
    const controller = new AbortController();
    const reason = new Error("enough");
    const error = await rejection(
      filterUsers(input, {
        url: `${url}/hangs`,
        batchSize: 2,
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
    );
    some(error === reason, `it rejects with the signal's reason, not with ${error}`);
    const result = partialResult(error);
    ledger(result, input);
    same(ids(result?.passed ?? []), [1, 2], "passed");
    same(
      result?.failed.map((failed) => failed.error.code),
      ["ABORTED"],
      "failed",
    );
    same(await left(url), { left: 1, hanging: 0 }, "requests");
  },

  async "an invalid option is refused"({ filterUsers, FilterUsersError }, url) {
    const error = await rejection(filterUsers(users(1), { url: `${url}/balances`, batchSize: 0 }));
    some(error instanceof FilterUsersError, "the error is a FilterUsersError");
    same(error.code, "INVALID_OPTION", "code");
    some(error.message.includes("batchSize"), `the option is named: ${error.message}`);
  },

  async "what is refused or aborted, and caught, is no unhandled rejection"(api, url) {
    let unhandled = 0;
    // Where there are no such events, one ends the process.
    const count = () => unhandled++;
    globalThis.addEventListener?.("unhandledrejection", count);
    const { filterUsers, streamUsers } = api;
    const [right, wrong] = [{ url: `${url}/balances` }, { url: `${url}/balances`, batchSize: 0 }];
    const aborted = { ...right, signal: AbortSignal.abort() };
    const input = /** @type {any} */ ([{}]);
    await rejection(filterUsers(users(1), wrong));
    await rejection(filterUsers(/** @type {any} */ (7), right));
    await rejection(filterUsers(input, right));
    await rejection(filterUsers(users(1), aborted));
    const onBatch = () => Promise.reject(new Error("mine"));
    await rejection(filterUsers(users(1), { ...right, onBatch }));
    for (const options of [wrong, aborted]) await rejection(streamUsers(users(1), options).batches().next());
    await rejection(streamUsers(users(1), { ...right, onBatch }).stats);
    await new Promise((resolve) => setTimeout(resolve, 10));
    globalThis.removeEventListener?.("unhandledrejection", count);
    same(unhandled, 0, "unhandled rejections");
  },

  async "rows are kept"({ filterUsers }, url) {
    const input = users(1, 10, 4);
    const { rows } = await filterUsers(input, { url: `${url}/balances`, where: RICH, keepRows: true });
    const kept = input.map((user) => rows?.get(user));
    same(kept, [{ id: 1, balance: 100 }, undefined, { id: 4, balance: 400 }], "rows");
  },

  async "users of an async iterable"({ filterUsers }, url) {
    const input = users(1, 2, 3, 4, 5);
    async function* source() {
      yield* input;
    }
    const result = await filterUsers(source(), { url: `${url}/balances`, where: RICH, batchSize: 2 });
    ledger(result, input);
    same(ids(result.passed), [4, 5], "passed");
    same(result.stats.requests.sent, 3, "requests");
  },

  async "users of a ReadableStream"({ filterUsers }, url) {
    const input = users(1, 2, 3, 4, 5);
    const source = new ReadableStream({
      start(controller) {
        for (const user of input) controller.enqueue(user);
        controller.close();
      },
    });
    const result = await filterUsers(source, { url: `${url}/balances`, where: RICH, batchSize: 2 });
    ledger(result, input);
    same(ids(result.passed), [4, 5], "passed");
    same(result.stats.requests.sent, 3, "requests");
  },

  async "figures of two runs are merged"({ filterUsers, mergeStats, emptyStats }, url) {
    const options = { url: `${url}/balances`, where: RICH };
    const [one, two] = [await filterUsers(users(1, 4), options), await filterUsers(users(5, 10), options)];
    const stats = mergeStats(one.stats, mergeStats(two.stats, emptyStats()));
    same(stats.users, { total: 4, passed: 2, skipped: 1, missing: 1, failed: 0 }, "users");
    same([stats.requests.sent, stats.requests.byStatus, stats.latency.count], [2, { 200: 2 }, 2], "requests");
  },

  async "a stream is iterated"({ streamUsers }, url) {
    const options = { url: `${url}/balances`, where: RICH, batchSize: 2 };
    const stream = streamUsers(users(1, 4, 10, 5, 6), options);
    const passed = [];
    for await (const user of stream) passed.push(user);
    same(ids(passed).sort(), [4, 5, 6], "passed");
    const stats = await stream.stats;
    same(stats.users, { total: 5, passed: 3, skipped: 1, missing: 1, failed: 0 }, "users");
  },
};

/**
 * Tries every case on the service at `url`. The package is given, since each environment has its own way to come by it.
 *
 * @param {string} url
 * @param {Api} api
 */
export const acceptance = (url, api) => tryAll(cases, (run) => run(api, `${url}/${fresh()}`));

/** A name that no other case and no other environment uses with the service. */
const fresh = () => Math.random().toString(36).slice(2);

/** @param {string} url */
const left = async (url) => (await fetch(`${url}/left`)).json();
