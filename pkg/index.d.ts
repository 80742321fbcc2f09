/**
 * Filters a list of users by what another service says about them.
 *
 * Words: a *user* is one element of the input. A *batch* is up to `batchSize` users sent in one request.
 * A *reply* is the body of one answer. A *row* is what the reply says of one user. A *verdict* is what
 * became of one user: passed, skipped, missing or failed. Every user gets exactly one verdict, always.
 */

/**
 * Filters `users` through an external service, batch by batch, and resolves when every user has a verdict.
 *
 * Rejects with a {@link FilterUsersError} for a wrong call (`INVALID_OPTION`, `INVALID_USER`), nothing having been sent; with
 * `signal.reason` when `signal` ends the run; and with whatever a source or a callback of yours threw. What was settled by
 * then is `partialResult(error)`.
 *
 * @example
 * const { passed, skipped, missing, failed } = await filterUsers(users, {
 *   url: "https://balances.example.com/v1/balances:batchGet",
 *   where: { currentBalance: { $gt: 500 } },
 * });
 */
export function filterUsers<U, R = unknown>(
  users: Users<U>,
  options: FilterOptions<U, R>,
): Promise<FilterResult<U, R>>;

/**
 * The same, as a stream: iterating yields each passing user as soon as its batch is answered, whatever other batches do.
 *
 * The run begins at once and reads the input no faster than it is consumed: at most `concurrency` batches are in flight or
 * settled and waiting to be read, so that memory does not depend on how long the list is. An array is read in place: do
 * not change it meanwhile. Leaving the loop aborts what is in flight and closes the source. Whatever ends the run by an
 * error (a wrong option, an abort, a source that throws) is thrown by the next read; `partialResult(error)` has the
 * batches that were not read.
 *
 * @example
 * // `onError: "throw"`, since users alone do not show that a batch failed.
 * for await (const user of streamUsers(cursor, { url, where: { consent: true }, onError: "throw" })) await send(user);
 *
 * @example
 * const stream = streamUsers(users, { url });
 * for await (const { passed, skipped, missing, failed } of stream.batches()) await save(passed, failed);
 * console.log(await stream.stats);
 */
export function streamUsers<U, R = unknown>(users: Users<U>, options: FilterOptions<U, R>): UserStream<U, R>;

/**
 * What had been settled when a run was ended by `error` (an abort, a source or a callback that threw, a user found
 * invalid on the way), the other users read so far being in `failed` with code ABORTED: so the ledger holds there too.
 * `undefined` for an error that ended no run, or one that is no object.
 */
export function partialResult<U, R = unknown>(error: unknown): FilterResult<U, R> | undefined;

/** Adds the figures of two runs, as if they had been one: counts add, `maxInFlight` and `concurrency` are the larger, times add. Associative (up to rounding) and commutative; `emptyStats()` is its zero. */
export function mergeStats(a: Stats, b: Stats): Stats;
export function emptyStats(): Stats;

/**
 * Optional. Loads the engine ahead of the first call, or from a place of your own (a URL, bytes, a compiled module).
 * Rejects with code ENGINE if it cannot be loaded; the next call tries again.
 *
 * @example
 * import { init, filterUsers } from "filter-users/slim";
 * await init("/assets/engine.wasm"); // "filter-users/engine.wasm", served by you
 */
export function init(
  source?:
    | string
    | PlatformURL
    | Bytes
    | (object & WasmModule)
    | PlatformResponse
    | Promise<PlatformResponse>,
): Promise<void>;

/** An array, a Set, a generator, a database cursor, the lines of a file, a ReadableStream: whatever holds or yields users. A string is none. */
export type Users<U> = object & (Iterable<U> | AsyncIterable<U> | Readable<U>);

/** `await using stream = streamUsers(…)` leaves it at the end of the block, as `break` leaves a loop. */
export interface UserStream<U, R = unknown> extends AsyncIterable<U>, Disposing {
  [Symbol.asyncIterator](): AsyncIterableIterator<U>;
  /** Every batch in the order in which they settle, with all four verdicts. Use this or the iteration, not both: the second throws. */
  batches(): AsyncIterableIterator<BatchResult<U, R>>;
  /** The final figures, once the stream has ended, by being read to its end or by being left: of all that was settled, read or not. Rejects with what ended it, if that was an error. Does not settle before the stream is read, but for a short one. */
  readonly stats: Promise<Stats>;
}

export interface FilterOptions<U, R = unknown> {
  // ---- the service ---------------------------------------------------------------------------
  /**
   * Where each batch is sent, e.g. `"/v1/balances:batchGet"`; a function for services that take the ids in the address.
   * Relative URLs work wherever `fetch` accepts them. Required unless `send` is given. @default none
   *
   * @example (batch) => `/v1/balances?ids=${batch.map((user) => user.id)}`
   */
  url?: string | PlatformURL | ((batch: readonly U[], context: AttemptContext) => string | PlatformURL);
  /** GET and HEAD take no `body` and need `url` to be a function. @default "POST" */
  method?: string;
  /** Fixed headers, or a function asked before every attempt (fresh tokens); asked anew if the request may then not go yet, the service asking for rest meanwhile. `content-type: application/json` is added to JSON bodies unless set. @default none @example () => ({ authorization: `Bearer ${token()}` }) */
  headers?: PlatformHeaders | ((context: AttemptContext) => PlatformHeaders | Promise<PlatformHeaders>);
  /**
   * What is sent: `"ids"` sends `{"ids":[...]}`, `"users"` sends `{"users":[...]}`; a function returns a ready
   * BodyInit (a string is sent as it is) or any other value, sent as JSON. Bigints are written as plain digits. @default "ids"
   *
   * @example (batch) => ({ filter: { accountIds: batch.map((user) => user.account) } })
   */
  body?: "ids" | "users" | ((batch: readonly U[], context: AttemptContext) => unknown);
  /** More `RequestInit` members: credentials, mode, cache, keepalive, referrerPolicy, ... @default none @example { credentials: "include" } */
  request?: Omit<PlatformRequest, "method" | "headers" | "body" | "signal">;
  /** A `fetch` of your own (a proxy agent, a mock, instrumented). @default globalThis.fetch */
  fetch?: PlatformFetch;
  /**
   * Instead of `url`: send the batch yourself (gRPC, gRPC-Web, Connect, GraphQL, a database). Gets batching, retries,
   * timeouts and figures all the same. What it answers as an iterable are the rows themselves; bytes or text are the JSON of a reply, and read as one. What it throws is NETWORK
   * and retried, but for a {@link FilterUsersError} of code HTTP_STATUS: that is treated as an answer with its `status`
   * and `retryAfter` would be, which is how to ask for a retry, a split, rest, or none of them. @default none
   *
   * @example async (batch, { signal }) => (await client.getBalances({ ids: batch.map((user) => user.id) }, { signal })).balances
   */
  send?: (
    batch: readonly U[],
    context: AttemptContext,
  ) => Promise<PlatformResponse | Iterable<R> | ArrayBuffer | ArrayBufferView | string>;

  // ---- reading the reply ----------------------------------------------------------------------
  /** Dotted path of the rows in the reply; "" is the whole reply. An array holds rows; an object maps each user's key to its row (`rowKey` is then not looked at), and one that has members but names none of the batch is BAD_REPLY. Paths go through arrays by index. In a reply of type `application/x-ndjson`, `application/jsonl` or `application/ndjson` each line is a row, and `rows` is not looked at. @default "" @example "data.balances" */
  rows?: string;
  /** The user's property that names it: a string, a safe integer or a bigint. @default "id" */
  key?: keyof U & string;
  /** Dotted path of the same key in a row; "" means that the row itself is the key; `null` matches row i to user i of the request, and another number of rows is BAD_REPLY. @default the value of `key` */
  rowKey?: string | null;
  /** The verdict for a user that a readable reply does not mention, or of whom it says `null`. "failed": such users, and they alone, are asked about again as retries, and then fail with code NO_ROW: for services that answer what they could and leave out the rest. @default "missing" */
  absent?: "missing" | "skipped" | "passed" | "failed";
  /**
   * Rows that are no answer, for services that report errors row by row within a 200. Users with such a row, and they alone, are asked
   * about again as retries (a `Retry-After` beside the answer is for them), and then fail with code ROW_ERROR, the row's beginning
   * being the error's `reply`. Decided before `where`. @default none
   *
   * @example { error: { $exists: true } }
   */
  rowError?: Where<R> | ((row: R, user: U) => boolean);
  /**
   * Which rows pass: a condition in MongoDB's query language, decided inside the engine without building a single
   * JavaScript object; or a function, which answers at once (a promise is a PREDICATE error, and so is undefined: a forgotten `return`). @default every row passes
   *
   * @example { currentBalance: { $gt: 500 }, "address.country": { $in: ["NO", "SE"] } }
   * @example (row: Row, user) => row.currentBalance > user.threshold
   */
  where?: Where<R> | ((row: R, user: U) => boolean);
  /** Keep each user's row in `rows` of the result. @default false */
  keepRows?: boolean;
  /** A larger reply is refused, unread. In bytes. @default 67108864 */
  maxReplyBytes?: number;

  // ---- batches --------------------------------------------------------------------------------
  /** Users a request. A batch is sent when it is full, the source has no more, or `maxWait` is over. A key that stands more than once in a batch is sent once, and the verdict is everybody's who has it; functions (`url`, `body`, `send`, `where`) and `body: "users"` see the first such user alone. Once a size was refused as too large (see `split`), the batches that follow are no larger than its half. @default 250 */
  batchSize?: number;
  /** Milliseconds that the first user of a batch waits for others where the source is slow: then the batch is sent as it is, unless `concurrency` or a limit holds it back. @default none: until it is full */
  maxWait?: number;
  /** Requests in flight at once; `"auto"` finds the number by itself from latency and refusals. @default 6 */
  concurrency?: number | "auto";
  /** At most `requests` in any window of `per` milliseconds. "headers": what the service says is left: `RateLimit` with `RateLimit-Policy` (IETF draft-ietf-httpapi-ratelimit-headers, the earlier drafts too), or `X-RateLimit-Remaining` with `-Reset` (seconds, or a time); at none left nothing is sent before the reset, however long that takes (see `deadline`). Nothing is known before the first answer. @default none @example { requests: 50, per: 1000 } */
  rateLimit?: RateLimit;
  /** Limits shared with other calls, made by `createLimiter`. The call's own `concurrency` and `rateLimit` hold besides. @default none */
  limiter?: Limiter;

  // ---- when things go wrong -------------------------------------------------------------------
  // A request here only asks a question, so it is retried whatever its method. A batch that waits
  // for its retry holds no place among the requests in flight.
  /** Milliseconds one attempt may take, its body read to the end. @default 30000 */
  timeout?: number;
  /** Milliseconds the whole run may take, waiting for the reader of a stream included; what is not settled by then fails with code DEADLINE (of a source that is closed, what was not yet read is no part of the run: `stats.complete` is false, and with `onError: "throw"` that too is an error), and a retry that could not start before it is not waited for (its last error is the `cause`). @default none */
  deadline?: number;
  /** Retries, or just their number. @default { limit: 2 } @example { limit: 4, maxDelay: 30_000 } */
  retry?: number | RetryOptions;
  /** A batch refused with one of these statuses is halved and each half sent again, down to one user, so that only the users at fault fail. The halves keep the batch's number and the attempts it has used; the batch settles once, when all its pieces have. Splitting comes before retrying. `true` is [400, 413, 414, 422, 431]. @default [413, 414, 431] @example [413, 422] */
  split?: boolean | readonly number[];
  /** Send a second copy of a request that is slower than this (ms, or a percentile of this run, from 20 answers on), and take the first answer; the other is aborted. At most one copy a request, and at most 5 % more requests, rounded up. @default off @example "p95" */
  hedge?: number | `p${number}`;
  /** After `failures` batches have failed in a row (all of their users), the rest fail at once with code CIRCUIT_OPEN, except one probe every `cooldown` ms. @default off @example { failures: 5, cooldown: 10_000 } */
  circuit?: { failures: number; cooldown: number };
  /** "collect": failed batches are listed in the result. "throw": the first one ends the run and is thrown. @default "collect" */
  onError?: "collect" | "throw";
  /** Ends the run, as `onError: "throw"` does, with code TOO_MANY_FAILED and a partial result, once more users than this have failed: a number of users, or a share of those settled, from 10 batches on. @default none @example "5%" */
  maxFailed?: number | `${number}%`;
  /** Ends the run: every request in flight is aborted, no timer and no listener is left. @default none @example AbortSignal.timeout(60_000) */
  signal?: PlatformSignal;
  /** "throw": the promise rejects with `signal.reason`. "partial": it resolves with what was settled, the rest being in `failed` with code ABORTED (an array, Set or Map is read to its end for that; another source is closed, and what was not yet read of it is no part of the run). @default "throw" */
  onAbort?: "throw" | "partial";
  /** Makes jitter repeatable. @default random */
  seed?: number;

  // ---- watching -------------------------------------------------------------------------------
  // Each may answer a promise. If it rejects, the run ends as if it had thrown. The run does not end before they have
  // settled, and a batch keeps its place among the requests in flight until its `onBatch` has.
  /** After every settled batch, with the figures so far. @default none @example ({ users }) => { bar.value = users.total / list.length; } */
  onProgress?: Watching<Stats>;
  /** Every settled batch, once, with its users by verdict. @default none @example ({ batch, failed }) => log.debug({ batch, failed }) */
  onBatch?: Watching<BatchResult<U, R>>;
  /** Everything that happens to every batch, for logs, traces and timelines. @default none @example (event) => event.type === "retrying" && log.warn(event.error.code) */
  onEvent?: Watching<RunEvent>;
}

/** What is answered at once does not matter, so that an arrow function may answer anything. */
type Watching<T> = ((of: T) => void) | ((of: T) => Promise<void>);

export type RateLimit = { requests: number; per: number } | "headers";

/**
 * Makes a limiter, to be shared by calls through the option `limiter`: by those of a web server's handlers, say, which
 * otherwise have `concurrency` requests in flight each. Of all of them together no more requests are ever in flight, or sent in
 * any window, than it says; a `Retry-After` to one closes the gate for all; and of the requests of all, no more than
 * `retry.budget` are retries. Whoever waits has its turn: no call gets a second place before every other that waits has had one.
 * A call that ends gives its places back, whatever ended it. Copies (`hedge`) and retries count.
 *
 * @example
 * const limiter = createLimiter({ concurrency: 20 });
 * app.get("/active", async (request) => filterUsers(await usersOf(request), { url, where, limiter }));
 */
export function createLimiter(limits: {
  /** Requests in flight at once, of all calls together; with `"auto"` one number is found for all. @default none */
  concurrency?: number | "auto";
  /** As the option of a call. @default none */
  rateLimit?: RateLimit;
}): Limiter;

export interface Limiter {
  /** Requests in flight, those being built included. */
  readonly inFlight: number;
  /** Calls that wait for a place. */
  readonly waiting: number;
}

export interface RetryOptions {
  /** Attempts after the first. @default 2 */
  limit?: number;
  /** @default [408, 425, 429, 500, 502, 503, 504], besides network failures, timeouts and unreadable replies */
  statuses?: readonly number[];
  /** First ceiling of the wait, in ms; it doubles with every retry. @default 100 */
  delay?: number;
  /** Highest ceiling, in ms. A `Retry-After` longer than this is not waited for: the batch fails at once, and with it the batches not yet sent, their errors' `retryAfter` saying when to come back. @default 10000 */
  maxDelay?: number;
  /** "full": a random wait below the ceiling (AWS's full jitter). "none": the ceiling itself. @default "full" */
  jitter?: "full" | "none";
  /** Wait what the service's `Retry-After` asks (RFC 9110: seconds or HTTP date). It closes one gate for the whole run: while the service asks for rest, no batch is sent. @default true */
  retryAfter?: boolean;
  /** Share of requests that may be retries before retrying stops, so that a sick service is not hammered. 0 to 1; ten retries a run are always allowed. @default 0.2 */
  budget?: number;
}

export interface AttemptContext {
  /** Index of the batch in the run, from 0. */ readonly batch: number;
  /** 1 for the first attempt. */ readonly attempt: number;
  /** Number of the request in the run, from 0: a copy (see `hedge`) and each half (see `split`) has its own. Those that were built but could not go, the service asking for rest meanwhile, leave gaps. */ readonly request: number;
  /** Aborts when the attempt times out, is refused or not needed any more, or when the run ends. */ readonly signal: PlatformSignal;
}

export interface FilterResult<U, R = unknown> {
  /** In input order, the very objects that were passed in. */ readonly passed: U[];
  readonly skipped: U[];
  readonly missing: U[];
  /** In the order of the input, by the first user of each. Feed `failed.flatMap(f => f.users)` to the next run. */ readonly failed: FailedBatch<U>[];
  /** With `keepRows`: the row of every user that has one. */ readonly rows?: Map<U, R>;
  readonly stats: Stats;
}

export interface BatchResult<U, R = unknown> {
  readonly batch: number;
  readonly passed: U[];
  readonly skipped: U[];
  readonly missing: U[];
  readonly failed: FailedBatch<U>[];
  readonly rows?: Map<U, R>;
}

export interface FailedBatch<U> {
  readonly batch: number;
  readonly users: U[];
  readonly error: FilterUsersError;
}

/**
 * Thrown for a wrong call (INVALID_*), and carried by failed batches. Yours to throw in one case: a `send` or `fetch` of
 * your own says by it what the service answered.
 *
 * @example throw new FilterUsersError("HTTP_STATUS", "The shard is busy", { status: 429, retryAfter: 1_500, cause });
 */
export class FilterUsersError extends Error {
  constructor(
    code: ErrorCode,
    message: string,
    details?: {
      status?: number;
      batch?: number;
      attempts?: number;
      retryAfter?: number;
      reply?: string;
      cause?: unknown;
    },
  );
  readonly code: ErrorCode;
  readonly status?: number;
  readonly batch?: number;
  readonly attempts: number;
  /** Milliseconds the service asked to be left alone, where it did. */ readonly retryAfter?: number;
  /** The first 2,048 bytes of a refused or unreadable reply, as text. */ readonly reply?: string;
  readonly cause?: unknown;
  /** All of it but `cause`, name and message included, which an error otherwise loses in JSON. */ toJSON(): object;
}

export type ErrorCode =
  | "INVALID_OPTION" // names the option (or `users`: a string is none), what it was and what it takes; thrown before anything is sent
  | "INVALID_USER" // names the position in the input and what is wrong with its key; an array is checked whole before anything is sent
  | "REQUEST" // a function of yours (`url`, `headers`, `body`) threw or answered what cannot be used, or `send` or `fetch` what is no reply; see `cause`; not retried
  | "NETWORK" // fetch or `send` failed, or the connection was lost within the body; see `cause`
  | "TIMEOUT" // one attempt took too long
  | "DEADLINE" // the run took too long
  | "ABORTED" // by `signal`, with onAbort "partial"; or a page that is gone for good
  | "HTTP_STATUS" // refused; see `status`
  | "BAD_REPLY" // not JSON, not UTF-8, cut short, no rows at the path, wrong shape: says where (byte offset) and why
  | "REPLY_TOO_LARGE"
  | "PREDICATE" // the `where` or `rowError` function threw, or answered a promise or undefined; see `cause`; fails the batch, not retried
  | "NO_ROW" // `absent: "failed"`, and no reply mentioned the user
  | "ROW_ERROR" // the user's row is an error: see `rowError`
  | "CIRCUIT_OPEN" // not sent, too many batches before it having failed in a row: see `circuit`
  | "TOO_MANY_FAILED" // more users failed than `maxFailed` allows
  | "ENGINE"; // a fault of this package, or an engine that cannot be loaded here, of which the message says what to do; the next call starts on a fresh one

/**
 * `at` is in milliseconds since the run began, `users` counts those it is about. Every request that is `sent` or `hedged`
 * ends in exactly one of `answered`, `failed` and `abandoned`, unless an error ends the run, after which no function of yours
 * is called any more. `ms` is the time from sending to the last byte of the reply, or to the end without one.
 */
export type RunEvent = {
  readonly at: number;
  readonly batch: number;
  readonly attempt: number;
  readonly users: number;
} & (
  | { readonly type: "sent"; readonly request: number }
  /** A second copy of the request `copyOf` was sent. */
  | { readonly type: "hedged"; readonly request: number; readonly copyOf: number }
  /** An answer came; `error` says why it could not be used. Rows from `send` have no `status`. */
  | {
      readonly type: "answered";
      readonly request: number;
      readonly status?: number;
      readonly bytes: number;
      readonly ms: number;
      readonly error?: FilterUsersError;
    }
  /** No answer came: a lost connection, a timeout. */
  | {
      readonly type: "failed";
      readonly request: number;
      readonly ms: number;
      readonly error: FilterUsersError;
    }
  /** Not needed any more: its copy or its original was answered first, or the run was cut short. */
  | { readonly type: "abandoned"; readonly request: number; readonly ms: number }
  | { readonly type: "retrying"; readonly error: FilterUsersError; readonly delay: number }
  | { readonly type: "split"; readonly into: readonly [number, number] }
  | {
      readonly type: "settled";
      readonly passed: number;
      readonly skipped: number;
      readonly missing: number;
      readonly failed: number;
      /** Of its users that failed. */ readonly errors: readonly FilterUsersError[];
    }
);

/** All counts are of this run. `passed + skipped + missing + failed === total` holds at every moment at which figures are shown, `total` being the users settled so far. In `batches`: `failed` counts those with a failed user, `split` those that were halved. `byError` counts failed attempts. In `requests`: `sent` counts all, retries and copies (`hedged`) included; `concurrency` is the most that were allowed at once, which is what `concurrency: "auto"` came to. */
export interface Stats {
  readonly users: { total: number; passed: number; skipped: number; missing: number; failed: number };
  /** Whether the input was read to its end. False while it is read, and after a run that was cut short (by an abort, a deadline, by leaving the stream) and had to close its source: what that still had is in no verdict. */
  readonly complete: boolean;
  /** `size`: the users a request that were found to go through, once more were refused as too large (413, 414, 431, `maxReplyBytes`); 0 while none were. */
  readonly batches: { total: number; failed: number; split: number; size: number };
  readonly requests: {
    sent: number;
    retried: number;
    hedged: number;
    maxInFlight: number;
    concurrency: number;
    byStatus: Record<string, number>;
    byError: Partial<Record<ErrorCode, number>>;
  };
  /** `unseen`: the fields of `where` that no row had so far, once there were rows: mostly a misspelt name. */
  readonly rows: { received: number; unexpected: number; duplicate: number; unseen: readonly string[] };
  readonly bytes: { sent: number; received: number };
  /** Milliseconds from sending to the last byte of the reply, over answered attempts (rows from `send` are an answer, too); percentiles within 2 %. `histogram` makes runs mergeable. */
  readonly latency: {
    count: number;
    min: number;
    mean: number;
    p50: number;
    p90: number;
    p99: number;
    max: number;
    histogram: readonly (readonly [upperBound: number, count: number])[];
  };
  /** Milliseconds: the whole run, and the main thread's part of it spent building requests and deciding verdicts. */
  readonly time: { total: number; encoding: number; deciding: number };
}

/**
 * MongoDB's query language over one row: dotted paths ("" is the row itself), implicit and, and the {@link Operators}, with
 * MongoDB's meaning: null matches a missing field, a condition on an array holds if it holds for the array or one of its
 * elements, comparisons hold only within one type, strings compare by code point, objects by their members in order. Names
 * like integers ("10") move to the front of a JavaScript object: they may stand in any place. An operator without its sign
 * (`{ balance: { gt: 3 } }`) is refused; `$eq` says that such an object itself is meant.
 *
 * Numbers of a reply keep all their digits beside bigints and beside numbers from 2^53 up, which are what they exactly are:
 * `2 ** 53` does not equal 9007199254740993, and 1e23 is 99999999999999991611392. Beside smaller ones they are what
 * JSON.parse makes of them: `0.1` equals 0.10000000000000000001.
 *
 * Without a type of the rows (`R` is unknown) every path is taken. With one, from `filterUsers<User, Row>` or from what
 * `send` answers, fields are completed and checked down to two names (`"address.city"`); paths below are taken as they are.
 *
 * @example
 * const where: Where<Row> = { currentBalance: { $gt: 500 }, $or: [{ "address.city": "Oslo" }, { tags: "vip" }] };
 */
// NoInfer: `R` is learned from a `Where<Row>`, a function or `send`, not from what a condition happens to hold.
export type Where<R = unknown> = (IsOpen<R> extends true
  ? { [path: string]: Condition | readonly Conditions[] | undefined } & NoOperators
  : { [P in Path<R>]?: Condition<At<NoInfer<R>, P>> }) & {
  /** All of them hold. */ $and?: readonly Where<NoInfer<R>>[];
  /** At least one of them holds. */ $or?: readonly Where<NoInfer<R>>[];
  /** None of them holds. */ $nor?: readonly Where<NoInfer<R>>[];
};

/** Operators stand in what is asked of a field. */
type NoOperators = { [operator in keyof Operators]?: never };
/** What `$and` and the like hold, as an index has to have it: TypeScript 7 loses its way where that is `Where` itself. */
type Conditions = { [name: string]: unknown } & NoOperators;

/** What is asked of one field: a plain value, which it has to equal, or {@link Operators}, which all have to hold. */
export type Condition<T = unknown> = Operand<T> | Operators<T>;

/** The operators for a field of type `T`; any other is INVALID_OPTION, with the nearest known name. */
export type Operators<T = unknown> = Comparisons<T> &
  (Includes<T, readonly unknown[]> extends true ? ArrayOperators<Element<T>> : unknown) &
  (Includes<T | Element<T>, number | bigint> extends true ? NumberOperators : unknown);

interface Comparisons<T> {
  /** Equals it, as a plain value does. */ $eq?: Operand<T>;
  /** Does not equal it: a missing field does not, either. */ $ne?: Operand<T>;
  $gt?: Ordered<T>;
  $gte?: Ordered<T>;
  $lt?: Ordered<T>;
  $lte?: Ordered<T>;
  /** Equals one of them. @example { plan: { $in: ["pro", "team"] } } */ $in?: readonly Operand<T>[];
  /** Equals none of them. */ $nin?: readonly Operand<T>[];
  /** Whether the field is there, if only as null. */ $exists?: boolean;
  /** The operators do not all hold. @example { age: { $not: { $gte: 18 } } } */ $not?: Operators<T>;
  /** An array with every one of them. @example { tags: { $all: ["new", "vip"] } } */
  $all?: readonly (Operand<T> | Required<Pick<ArrayOperators<Element<T>>, "$elemMatch">>)[];
  /** Of that type, or one of these. @example { age: { $type: ["int", "null"] } } */
  $type?: TypeName | readonly TypeName[];
}

interface ArrayOperators<E> {
  /** An array of that many elements. */ $size?: number | bigint;
  /** One element meets all of it. @example { orders: { $elemMatch: { total: { $gt: 100 }, isPaid: true } } } */
  $elemMatch?: Operators<E> | Where<E>;
}

interface NumberOperators {
  /** Leaves that remainder. @example { id: { $mod: [100, 7] } } */
  $mod?: readonly [divisor: number | bigint, remainder: number | bigint];
}

/** MongoDB's types, by name or number, as far as JSON has them. */
export type TypeName =
  | ("double" | "string" | "object" | "array" | "bool" | "null" | "int" | "long" | "number")
  | (1 | 2 | 3 | 4 | 8 | 10 | 16 | 18);

/** What JSON can say, and bigints: a Date, NaN or undefined equals nothing in a reply, and is refused. */
export type Value =
  | (string | number | bigint | boolean | null)
  | readonly Value[]
  | { [name: string]: Value; [operator: `$${string}`]: never };

/** What a `T` can equal. Null is always allowed, services being what they are; an array may equal as a whole or by an element. */
type Operand<T> = unknown extends T ? Value : null | Same<T> | Same<Element<T>>;
/** What a `T` can be more or less than: of `"pro" | "team"`, any string. */
type Ordered<T> = Operand<T> | (Includes<T | Element<T>, string> extends true ? string : never);
type Same<T> = T extends undefined
  ? never
  : T extends number | bigint
    ? T | (T extends number ? bigint : number) // compared by what they are worth
    : T extends readonly (infer E)[]
      ? readonly E[]
      : T;

type Element<T> = unknown extends T ? unknown : T extends readonly (infer E)[] ? E : never;
type Includes<T, Kind> = unknown extends T ? true : Extract<T, Kind> extends never ? false : true;
/** Whether nobody can know the names in a `T`. */
type IsOpen<T> = unknown extends T ? true : string extends keyof T ? true : false;

/** Every dotted path of up to two names, and a pattern for those that go on. */
type Path<R, K extends string = Name<R>> =
  | ""
  | K
  | (K extends unknown ? `${K}.${Below<Member<R, K>>}` : never);
type Below<T, K extends string = Name<T>> =
  | K
  | (K extends unknown ? (Name<Member<T, K>> extends never ? never : `${K}.${string}`) : never);
/** The names in a `T`; those of an array are its elements' and its indexes. */
type Name<T> =
  IsOpen<T> extends true
    ? string
    : T extends readonly (infer E)[]
      ? Name<E> | `${number}`
      : T extends object
        ? keyof T & string
        : never;
/** What is there by that name. */
type Member<T, K extends string> =
  IsOpen<T> extends true
    ? unknown
    : T extends readonly (infer E)[]
      ? K extends `${number}`
        ? E
        : Member<E, K>
      : K extends keyof T
        ? T[K]
        : never;
type At<R, P extends string> = P extends ""
  ? R
  : P extends Name<R>
    ? Member<R, P>
    : P extends `${infer K}.${infer Rest}`
      ? Rest extends Name<Member<R, K>>
        ? Member<Member<R, K>, Rest>
        : unknown
      : unknown;

/** What `await using` calls, where the platform's declarations know it. */
type Disposing = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol }
  ? { [name in Name]: () => PromiseLike<void> }
  : object;

// ---- what the platform brings --------------------------------------------------------------------
// Its own types, wherever they are declared: by lib "dom", "webworker", @types/node, @cloudflare/workers-types. A project may
// have none of them, and none of their names may then stand here.

type Platform = typeof globalThis;
/** What `new` makes of the global class of that name; `Otherwise` where there is none. */
type Instance<Name extends string, Otherwise> =
  Platform extends Record<Name, { prototype: infer Made }> ? Made : Otherwise;

type PlatformURL = Instance<"URL", { readonly href: string }>;
type PlatformResponse = Instance<"Response", { readonly status: number; readonly headers: object }>;
type PlatformSignal = Instance<
  "AbortSignal",
  {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;
type PlatformFetch = Platform extends { fetch: infer Fetch }
  ? Fetch
  : (input: never, init: never) => Promise<PlatformResponse>;
type PlatformRequest = Platform extends { fetch: (input: never, init?: infer Init) => unknown }
  ? NonNullable<Init>
  : { readonly [member: string]: unknown };
type PlatformHeaders = Platform extends {
  fetch: (input: never, init?: { headers?: infer Headers }) => unknown;
}
  ? NonNullable<Headers>
  : Record<string, string> | Iterable<readonly [string, string]>;
/** A view of memory that is shared is none, where that is told apart. */
type Bytes = Platform extends { WebAssembly: { validate(bytes: infer Given): boolean } }
  ? Given
  : ArrayBuffer | ArrayBufferView;
type WasmModule = Platform extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
/** A ReadableStream, which not everywhere is declared to be an async iterable. By the second `getReader`, `U` is learned from the first. */
interface Readable<U> {
  getReader(): { read(): Promise<{ value?: U | undefined }> };
  getReader(options?: object): unknown;
}
