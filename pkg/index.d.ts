/**
 * Filters a list of users by what another service says about them.
 *
 * A _user_ is one element of the list that you give. A _batch_ is up to `batchSize` users, sent in one request. A _reply_ is the
 * body of one answer. A _row_ is what a reply says of one user. A _verdict_ is what became of a user: passed, skipped, missing or
 * failed. Every user gets exactly one.
 *
 * @module filter-users
 */

/**
 * Filters `users` by what a service says of them, batch by batch. Resolves when every user has a verdict.
 *
 * A request that fails does not make it reject, unless `onError` or `maxFailed` says so: its users are in `failed`.
 *
 * It rejects
 * - with a {@link FilterUsersError} if the call is wrong (`INVALID_OPTION`, `INVALID_USER`), before anything is sent;
 * - with `signal.reason` if `signal` ends the run;
 * - with what your source of users or one of your callbacks threw.
 *
 * Then {@link partialResult} has what was settled until that moment.
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
 * As {@link filterUsers}, but returns a stream: each user that passes comes as soon as its batch is answered.
 *
 * The run begins at once. It reads no faster than you do: at most `concurrency` batches are in flight, or answered and not yet
 * read. So memory does not grow with the list. An array is read where it is: do not change it meanwhile.
 *
 * If you leave the loop, the requests in flight are aborted and the source is closed. An error that ends the run is thrown at the
 * next read. Then {@link partialResult} has the batches that were not read.
 *
 * @example
 * // Users alone do not show that a batch failed: so it is thrown.
 * for await (const user of streamUsers(cursor, { url, where: { consent: true }, onError: "throw" })) await send(user);
 *
 * @example
 * const stream = streamUsers(users, { url });
 * for await (const { passed, failed } of stream.batches()) await save(passed, failed);
 * console.log(await stream.stats);
 */
export function streamUsers<U, R = unknown>(users: Users<U>, options: FilterOptions<U, R>): UserStream<U, R>;

/**
 * What was settled before `error` ended a run: an abort, a source or a callback that threw, or a user without a usable key.
 * Users that were read and had no verdict yet are in `failed`, with code `ABORTED`.
 *
 * Returns `undefined` if `error` ended no run.
 *
 * @example
 * try {
 *   await filterUsers(users, options);
 * } catch (error) {
 *   await save(partialResult(error)?.passed ?? []);
 * }
 */
export function partialResult<U, R = unknown>(error: unknown): FilterResult<U, R> | undefined;

/**
 * Adds the figures of two runs, as if they had been one. Counts and times add up. Of `maxInFlight` and `concurrency` the larger
 * one stays. The order does not matter.
 *
 * @example
 * let total = emptyStats();
 * for (const { stats } of results) total = mergeStats(total, stats);
 */
export function mergeStats(a: Stats, b: Stats): Stats;
/** The figures of no run: what to begin with when you add up runs by {@link mergeStats}. */
export function emptyStats(): Stats;

/**
 * Loads the engine before the first call, or from a place of your own: an address, bytes, or a compiled module.
 *
 * You have to call it only with `filter-users/slim`. Otherwise the engine is within the package, and is loaded by the first call.
 * It rejects with code `ENGINE` if the engine cannot be loaded. The next call tries again.
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

/**
 * Whatever holds or yields users: an array, a Set, a generator, a database cursor, the lines of a file, a ReadableStream. A string
 * is refused.
 */
export type Users<U> = object & (Iterable<U> | AsyncIterable<U> | Readable<U>);

/**
 * What {@link streamUsers} returns: an async iterable of the users that pass.
 *
 * `await using stream = streamUsers(…)` leaves the stream at the end of the block.
 */
export interface UserStream<U, R = unknown> extends AsyncIterable<U>, Disposing {
  /** Each user that passes. */
  [Symbol.asyncIterator](): AsyncIterableIterator<U>;
  /** Each batch when it settles, with all four verdicts. Read the users or the batches, not both: the second throws. */
  batches(): AsyncIterableIterator<BatchResult<U, R>>;
  /**
   * The figures of the run, once the stream was read to its end or left: wait for them after that. They count all that was settled,
   * read or not. Rejects with the error that ended the run, if one did.
   */
  readonly stats: Promise<Stats>;
}

/** What to ask, how to read the answer, and what to do when something goes wrong. `url` or `send` is required. Times are in milliseconds. */
export interface FilterOptions<U, R = unknown> {
  // ---- the service ---------------------------------------------------------------------------
  /**
   * Where each batch is sent. A function can put the ids into the address. A relative address works wherever `fetch` takes one.
   * Required unless `send` is given.
   *
   * @default none
   * @example "/v1/balances:batchGet"
   * @example (batch) => `/v1/balances?ids=${batch.map((user) => user.id)}`
   */
  url?: string | PlatformURL | ((batch: readonly U[], context: AttemptContext) => string | PlatformURL);
  /**
   * The method of the requests. With GET and HEAD nothing is sent as `body`: then `url` has to be a function.
   *
   * @default "POST"
   */
  method?: string;
  /**
   * The headers of the requests. A function is asked before every attempt, so that a token is fresh. If the service asks for rest
   * meanwhile, the function is asked once more before the request goes. A body of JSON has `content-type: application/json` unless you set
   * another.
   *
   * @default none
   * @example () => ({ authorization: `Bearer ${token()}` })
   */
  headers?: PlatformHeaders | ((context: AttemptContext) => PlatformHeaders | Promise<PlatformHeaders>);
  /**
   * What is sent. `"ids"` sends `{"ids":[…]}`. `"users"` sends `{"users":[…]}`. A function returns the body: a string or another
   * body that `fetch` takes is sent as it is, anything else as JSON. Bigints are written as digits.
   *
   * @default "ids"
   * @example (batch) => ({ filter: { accountIds: batch.map((user) => user.account) } })
   */
  body?: "ids" | "users" | ((batch: readonly U[], context: AttemptContext) => unknown);
  /**
   * More members of the request, as `fetch` takes them: `credentials`, `mode`, `cache`, `keepalive`.
   *
   * @default none
   * @example { credentials: "include" }
   */
  request?: Omit<PlatformRequest, "method" | "headers" | "body" | "signal">;
  /**
   * A `fetch` of your own: one that goes through a proxy, is traced, or is a mock.
   * That of `filter-users/undici` is a faster one, for Node.
   *
   * @default globalThis.fetch
   */
  fetch?: PlatformFetch;
  /**
   * Sends the batch in place of `url`: by gRPC, GraphQL, or from a database. Retries, limits and figures are the same.
   *
   * It returns the rows (any iterable), a `Response`, or bytes or text, which are read as the JSON of a reply. What it throws
   * is `NETWORK`, and is retried. To say what the service answered, throw a {@link FilterUsersError} with code `HTTP_STATUS`: its
   * `status` and `retryAfter` are heeded as those of an answer.
   *
   * @default none
   * @example async (batch, { signal }) => (await client.getBalances({ ids: batch.map((user) => user.id) }, { signal })).balances
   */
  send?: (
    batch: readonly U[],
    context: AttemptContext,
  ) => Promise<PlatformResponse | Iterable<R> | ArrayBuffer | ArrayBufferView | string>;

  // ---- reading the reply ----------------------------------------------------------------------
  /**
   * Where the rows are in the reply, as a dotted path. `""` is the whole reply. An array holds rows. An object holds the row of
   * each user by its key: then `rowKey` is not looked at. A path goes through arrays by index.
   *
   * In a reply of type `application/x-ndjson`, `application/jsonl` or `application/ndjson` each line is a row, and `rows` is not
   * looked at.
   *
   * @default ""
   * @example "data.balances"
   */
  rows?: string;
  /**
   * The property of a user that names it. It holds a string, a safe integer or a bigint.
   *
   * @default "id"
   */
  key?: keyof U & string;
  /**
   * Where a row has the key of its user, as a dotted path. `""`: the row itself is the key. `null`: the first row is the first
   * user's, and so on. Then a reply with another number of rows is `BAD_REPLY`.
   *
   * @default the value of `key`
   */
  rowKey?: string | null;
  /**
   * The verdict for a user whom a reply does not mention, or of whom it says `null`.
   *
   * `"failed"` is for services that answer what they could and leave out the rest. Such users, and they alone, are asked about
   * again. If they are still left out, they fail with code `NO_ROW`.
   *
   * @default "missing"
   */
  absent?: "missing" | "skipped" | "passed" | "failed";
  /**
   * Which rows are an error and no answer: a condition or a function, as in `where`. It is decided before `where`.
   *
   * It is for services that answer 200 with an error in some rows. The users of such rows, and they alone, are asked about again.
   * If that does not help, they fail with code `ROW_ERROR`, and the error's `reply` has the beginning of the row.
   *
   * @default none
   * @example { error: { $exists: true } }
   */
  rowError?: Where<R> | ((row: R, user: U) => boolean);
  /**
   * Which rows pass: a condition in MongoDB's query language, or a function.
   *
   * A condition is faster, since no row is made into an object. A function has to return `true` or `false` at once. A promise or
   * undefined is a `PREDICATE` error.
   *
   * @default every row passes
   * @example { currentBalance: { $gt: 500 }, "address.country": { $in: ["NO", "SE"] } }
   * @example (row: Row, user) => row.currentBalance > user.threshold
   */
  where?: Where<R> | ((row: R, user: U) => boolean);
  /**
   * Whether the result has the row of each user, in `rows`.
   *
   * @default false
   */
  keepRows?: boolean;
  /**
   * The largest reply that is read, in bytes. If one is larger, its batch is halved (see `split`).
   *
   * @default 67108864
   */
  maxReplyBytes?: number;

  // ---- batches --------------------------------------------------------------------------------
  /**
   * The most users in one request. A batch is sent when it is full, when the source has no more, or when `maxWait` is over.
   *
   * A key that several users of a batch have is sent once, and its verdict is for all of them. Functions (`url`, `body`, `send`,
   * `where`) and `body: "users"` see the first of these users alone. Once a size was refused as too large (see `split`), later
   * batches are no larger than half of it.
   *
   * @default 250
   */
  batchSize?: number;
  /**
   * How long the first user of a batch waits for others, in milliseconds, if the source is slow. Then the batch is sent as it is,
   * as soon as `concurrency` and the limits allow it.
   *
   * @default none: a batch waits until it is full
   */
  maxWait?: number;
  /**
   * The most requests in flight at once. `"auto"` finds the number by itself, from latency and refusals.
   *
   * @default 6
   */
  concurrency?: number | "auto";
  /**
   * How many requests may be sent: at most `requests` in any `per` milliseconds.
   *
   * `"headers"` heeds what the service says is left: in `RateLimit` and `RateLimit-Policy` (the IETF's draft, and its earlier
   * ones), or in `X-RateLimit-Remaining` and `X-RateLimit-Reset`. When nothing is left, nothing is sent before the reset, however
   * long that takes. Before the first answer nothing is known.
   *
   * @default none
   * @example { requests: 50, per: 1000 }
   */
  rateLimit?: RateLimit;
  /**
   * Limits that this call shares with others, made by {@link createLimiter}. The call's own `concurrency` and `rateLimit` hold
   * besides.
   *
   * @default none
   */
  limiter?: Limiter;

  // ---- when things go wrong -------------------------------------------------------------------
  /**
   * How long one attempt may take, in milliseconds, until its reply is read to the end.
   *
   * @default 30000
   */
  timeout?: number;
  /**
   * How long the whole run may take, in milliseconds. The time in which a stream waits for its reader counts.
   *
   * Users without a verdict by then fail with code `DEADLINE`. A retry that could not begin in time is not waited for. If the
   * source was not read to its end, `stats.complete` is false, and with `onError: "throw"` that is an error, too.
   *
   * @default none
   */
  deadline?: number;
  /**
   * How often and when a request is tried again; a number is `limit` alone. Requests only ask a question, so they are retried
   * whatever their method. A batch that waits for its retry takes no place of `concurrency`.
   *
   * @default { limit: 2 }
   * @example { limit: 4, maxDelay: 30_000 }
   */
  retry?: number | RetryOptions;
  /**
   * The statuses at which a batch is halved, and each half is sent, down to one user: so only the users at fault fail. `true` is
   * [400, 413, 414, 422, 431]. Splitting comes before retrying, and uses up no retry. The halves keep the number of their batch,
   * which settles once, when all of them have.
   *
   * @default [413, 414, 431]
   * @example [413, 422]
   */
  split?: boolean | readonly number[];
  /**
   * When a second copy of a slow request is sent: after so many milliseconds, or after a percentile of this run's latency, from 20
   * answers on. The first answer counts, and the other request is aborted. There is at most one copy of a request, and copies are
   * at most 5 % of the other requests, rounded up.
   *
   * @default off
   * @example "p95"
   */
  hedge?: number | `p${number}`;
  /**
   * When to stop asking a service that is down. After `failures` batches in a row have failed with all their users, the rest
   * fails at once, with code `CIRCUIT_OPEN`. One batch is sent every `cooldown` milliseconds, to see whether the service is back.
   *
   * @default off
   * @example { failures: 5, cooldown: 10_000 }
   */
  circuit?: {
    /** How many batches in a row have to fail. */
    failures: number;
    /** How long nothing but one batch is sent, in milliseconds. */
    cooldown: number;
  };
  /**
   * What happens when a batch fails. `"collect"`: it is in `failed` of the result. `"throw"`: the first one ends the run, and its
   * error is thrown.
   *
   * @default "collect"
   */
  onError?: "collect" | "throw";
  /**
   * How many users may fail before the run is ended: a number, or a share of those settled, from 10 batches on. Then
   * a {@link FilterUsersError} with code `TOO_MANY_FAILED` is thrown, and {@link partialResult} has what was settled.
   *
   * @default none
   * @example "5%"
   */
  maxFailed?: number | `${number}%`;
  /**
   * Ends the run when it is aborted, with every request in flight. No timer and no listener is left behind.
   *
   * @default none
   * @example AbortSignal.timeout(60_000)
   */
  signal?: PlatformSignal;
  /**
   * What happens when `signal` ends the run. `"throw"`: the promise rejects with `signal.reason`. `"partial"`: it resolves, and
   * users without a verdict are in `failed` with code `ABORTED`.
   *
   * For that, an array, Set or Map is read to its end. Any other source is closed: what it still had is in no verdict, and
   * `stats.complete` is false.
   *
   * @default "throw"
   */
  onAbort?: "throw" | "partial";
  /**
   * A number that makes the random part of the waits the same in each run, for tests.
   *
   * @default random
   */
  seed?: number;

  // ---- watching -------------------------------------------------------------------------------
  /**
   * Called after each batch has settled, with the figures so far. It may return a promise: the run does not end before that has
   * settled. If it rejects, the run ends with its error.
   *
   * @default none
   * @example ({ users }) => { bar.value = users.total / list.length; }
   */
  onProgress?: Watching<Stats>;
  /**
   * Called once for each batch when it has settled, with its users by verdict. It may return a promise: until that has settled,
   * the batch keeps its place of `concurrency`. If it rejects, the run ends with its error.
   *
   * @default none
   * @example ({ batch, failed }) => log.debug({ batch, failed })
   */
  onBatch?: Watching<BatchResult<U, R>>;
  /**
   * Called for everything that happens to a batch: for logs, traces and timelines. It may return a promise: the run does not end
   * before that has settled. If it rejects, the run ends with its error.
   *
   * @default none
   * @example (event) => event.type === "retrying" && log.warn(event.error.code)
   */
  onEvent?: Watching<RunEvent>;
}

/**
 * A function that is told of something. What it returns does not matter, so that an arrow function may return anything.
 *
 * @internal
 */
type Watching<T> = ((of: T) => void) | ((of: T) => Promise<void>);

/** At most `requests` in any `per` milliseconds; or `"headers"`, by which the service says what is left. */
export type RateLimit =
  | {
      /** The most requests in the window. */
      requests: number;
      /** How long the window is, in milliseconds. */
      per: number;
    }
  | "headers";

/**
 * Makes a limiter: limits that several calls share through the option `limiter`. Without one, each call of a web server's handler
 * has `concurrency` requests in flight of its own.
 *
 * All these calls together never have more requests in flight, or send more in any window, than the limiter says. Copies
 * (`hedge`) and retries count. If the service asks one of them for rest, all of them rest. Calls take turns: none gets a second
 * place while another waits for its first.
 *
 * @example
 * const limiter = createLimiter({ concurrency: 20 });
 * app.get("/active", async (request) => filterUsers(await usersOf(request), { url, where, limiter }));
 */
export function createLimiter(limits: {
  /**
   * The most requests in flight at once, of all calls together. `"auto"` finds one number for all.
   *
   * @default none
   */
  concurrency?: number | "auto";
  /**
   * How many requests all calls together may send, as in the option `rateLimit` of a call.
   *
   * @default none
   */
  rateLimit?: RateLimit;
}): Limiter;

/** Limits that calls share. {@link createLimiter} makes one. */
export interface Limiter {
  /** How many requests are in flight, or are being built. */
  readonly inFlight: number;
  /** How many calls wait for a place. */
  readonly waiting: number;
}

/** How often and when a request is tried again. */
export interface RetryOptions {
  /**
   * How many times a request is tried again.
   *
   * @default 2
   */
  limit?: number;
  /**
   * The statuses that are worth another try. Lost connections, timeouts and replies that cannot be read are retried besides.
   *
   * @default [408, 425, 429, 500, 502, 503, 504]
   */
  statuses?: readonly number[];
  /**
   * The longest wait before the first retry, in milliseconds. It doubles with every retry, up to `maxDelay`.
   *
   * @default 100
   */
  delay?: number;
  /**
   * The longest wait before any retry, in milliseconds. A `Retry-After` beyond it is not waited for: the batch fails at once, and
   * so do those that were not sent yet. Their errors' `retryAfter` says when to come back.
   *
   * @default 10000
   */
  maxDelay?: number;
  /**
   * How the wait is drawn. `"full"`: at random, from nothing to the longest. `"none"`: always the longest.
   *
   * @default "full"
   */
  jitter?: "full" | "none";
  /**
   * Whether the service's `Retry-After` is heeded, in seconds or as a date. While the service asks for rest, the run sends nothing.
   *
   * @default true
   */
  retryAfter?: boolean;
  /**
   * The share of requests that may be retries, from 0 to 1: so a service that is down gets no storm of them. Ten retries a run are
   * always allowed.
   *
   * @default 0.2
   */
  budget?: number;
}

/** What functions of yours are told of the attempt for which they are called. */
export interface AttemptContext {
  /** The number of the batch in the run, from 0. */
  readonly batch: number;
  /** 1 for the first attempt, 2 for the first retry. */
  readonly attempt: number;
  /**
   * The number of the request in the run, from 0. A copy (see `hedge`) and each half (see `split`) has its own. A number is left
   * out if its request was built but could not go, since the service asked for rest.
   */
  readonly request: number;
  /** Aborts when the attempt takes too long, when its answer is not needed any more, or when the run ends. */
  readonly signal: PlatformSignal;
}

/** Every user that you gave, in exactly one verdict: the very objects, in the order of the list. */
export interface FilterResult<U, R = unknown> {
  /** The service knows these users, and `where` holds. */
  readonly passed: U[];
  /** The service knows these users, and `where` does not hold. */
  readonly skipped: U[];
  /** The service did not mention these users. */
  readonly missing: U[];
  /**
   * The users without a usable answer, with the reason. Those that failed together for one reason are one entry.
   *
   * @example const again = failed.flatMap(({ users }) => users);
   */
  readonly failed: FailedBatch<U>[];
  /** With `keepRows`: the row of every user that has one. */
  readonly rows?: Map<U, R>;
  /** The figures of the run. */
  readonly stats: Stats;
}

/** A batch that has settled: its users, each in exactly one verdict. */
export interface BatchResult<U, R = unknown> {
  /** The number of the batch in the run, from 0. */
  readonly batch: number;
  /** The service knows these users, and `where` holds. */
  readonly passed: U[];
  /** The service knows these users, and `where` does not hold. */
  readonly skipped: U[];
  /** The service did not mention these users. */
  readonly missing: U[];
  /** The users without a usable answer, with the reason. */
  readonly failed: FailedBatch<U>[];
  /** With `keepRows`: the row of every user that has one. */
  readonly rows?: Map<U, R>;
}

/** Users of one batch that failed together, and why. */
export interface FailedBatch<U> {
  /** The number of the batch in the run, from 0. */
  readonly batch: number;
  /** The users that failed. To ask about them again, give them to the next call. */
  readonly users: U[];
  /** Why they failed. */
  readonly error: FilterUsersError;
}

/**
 * Why a call was refused, or why users failed. Decide by its `code`: the message is for people.
 *
 * You may throw one yourself in your `send` or `fetch`, to say what the service answered.
 *
 * @example throw new FilterUsersError("HTTP_STATUS", "The shard is busy", { status: 429, retryAfter: 1_500, cause });
 */
export class FilterUsersError extends Error {
  /** Makes an error to be thrown by your `send` or `fetch`. */
  constructor(
    code: ErrorCode,
    message: string,
    details?: {
      /** The status of the answer. */
      status?: number;
      /** The number of the batch in the run, from 0. */
      batch?: number;
      /** How often the batch was tried. */
      attempts?: number;
      /** For how many milliseconds the service asked to be left alone. */
      retryAfter?: number;
      /** The beginning of the reply. */
      reply?: string;
      /** What was thrown before. */
      cause?: unknown;
    },
  );
  /** What happened, in a word for your code to decide by. */
  readonly code: ErrorCode;
  /** The status of the answer, if there was one. */
  readonly status?: number;
  /** The number of the batch in the run, from 0. */
  readonly batch?: number;
  /** How often the batch was tried. */
  readonly attempts: number;
  /** For how many milliseconds the service asked to be left alone, if it did. */
  readonly retryAfter?: number;
  /** The first 2,048 bytes of a reply that was refused or cannot be read, as text. */
  readonly reply?: string;
  /** What was thrown by a function of yours or by the platform, if that is the reason. */
  readonly cause?: unknown;
  /** All of it but `cause`, for JSON. An error would otherwise lose its name and message there. */
  toJSON(): object;
}

/** What an error is about. {@link FilterUsersError} has it as `code`. */
export type ErrorCode =
  /** An option is wrong, or `users` are. The message says what it was and what is taken. Nothing was sent. */
  | "INVALID_OPTION"
  /** A user has no usable key. The message says which, and why. An array is checked before anything is sent. */
  | "INVALID_USER"
  /**
   * Your `url`, `headers` or `body` threw, or returned what cannot be sent. Or your `send` or `fetch` returned no reply. It is not
   * retried.
   */
  | "REQUEST"
  /** `fetch` or `send` failed, or the connection was lost within the reply. `cause` is the platform's error. */
  | "NETWORK"
  /** One attempt took longer than `timeout`. */
  | "TIMEOUT"
  /** The run took longer than `deadline`. */
  | "DEADLINE"
  /** `signal` or another error ended the run, or the page is gone for good. */
  | "ABORTED"
  /** The service refused. `status` says how. */
  | "HTTP_STATUS"
  /** The reply is not JSON, was cut short, or has no rows where they are looked for. The message says where and why. */
  | "BAD_REPLY"
  /** The reply is larger than `maxReplyBytes`. */
  | "REPLY_TOO_LARGE"
  /** Your `where` or `rowError` function threw, or returned a promise or undefined. The batch fails, and is not retried. */
  | "PREDICATE"
  /** With `absent: "failed"`: no reply mentioned the user. */
  | "NO_ROW"
  /** The user's row is an error, by `rowError`. */
  | "ROW_ERROR"
  /** The batch was not sent, since too many before it had failed in a row: see `circuit`. */
  | "CIRCUIT_OPEN"
  /** More users failed than `maxFailed` allows. */
  | "TOO_MANY_FAILED"
  /** The engine cannot be loaded here, or has a fault. The message says what to do. The next call begins with a fresh engine. */
  | "ENGINE";

/**
 * Something that happened in a run.
 *
 * Every request that is `sent` or `hedged` ends in exactly one of `answered`, `failed` and `abandoned`. Only an error that ends the
 * run cuts that off: after it no function of yours is called.
 */
export type RunEvent = {
  /** When it happened, in milliseconds since the run began. */
  readonly at: number;
  /** The number of the batch in the run, from 0. */
  readonly batch: number;
  /** 1 for the first attempt, 2 for the first retry. */
  readonly attempt: number;
  /** How many users it concerns. */
  readonly users: number;
} & (
  | {
      /** A request was sent. */
      readonly type: "sent";
      /** The number of the request in the run, from 0. */
      readonly request: number;
    }
  | {
      /** A second copy of a slow request was sent. */
      readonly type: "hedged";
      /** The number of the copy. */
      readonly request: number;
      /** The number of the request that it is a copy of. */
      readonly copyOf: number;
    }
  | {
      /** An answer came. */
      readonly type: "answered";
      /** The number of the request in the run, from 0. */
      readonly request: number;
      /** The status of the answer. Rows that `send` returns have none. */
      readonly status?: number;
      /** The size of the reply. */
      readonly bytes: number;
      /** Milliseconds from sending to the last byte of the reply. */
      readonly ms: number;
      /** Why the answer was of no use, if it was not. */
      readonly error?: FilterUsersError;
    }
  | {
      /** No answer came: the connection was lost, or it took too long. */
      readonly type: "failed";
      /** The number of the request in the run, from 0. */
      readonly request: number;
      /** Milliseconds from sending to the end. */
      readonly ms: number;
      /** Why no answer came. */
      readonly error: FilterUsersError;
    }
  | {
      /** The answer was not needed any more: a copy was faster, or the run was cut short. */
      readonly type: "abandoned";
      /** The number of the request in the run, from 0. */
      readonly request: number;
      /** Milliseconds from sending to the end. */
      readonly ms: number;
    }
  | {
      /** The batch will be tried again. */
      readonly type: "retrying";
      /** Why. */
      readonly error: FilterUsersError;
      /** Milliseconds until then. */
      readonly delay: number;
    }
  | {
      /** The batch was halved. */
      readonly type: "split";
      /** How many users each half has. */
      readonly into: readonly [number, number];
    }
  | {
      /** Every user of the batch has a verdict. */
      readonly type: "settled";
      /** How many passed. */
      readonly passed: number;
      /** How many were skipped. */
      readonly skipped: number;
      /** How many are missing. */
      readonly missing: number;
      /** How many failed. */
      readonly failed: number;
      /** Why they failed, an error for each reason. */
      readonly errors: readonly FilterUsersError[];
    }
);

/** The figures of a run. Those of several runs are added up by {@link mergeStats}. */
export interface Stats {
  /** The users settled so far. At every moment the four verdicts add up to `total`. */
  readonly users: {
    /** How many have a verdict. */
    total: number;
    /** How many passed. */
    passed: number;
    /** How many were skipped. */
    skipped: number;
    /** How many are missing. */
    missing: number;
    /** How many failed. */
    failed: number;
  };
  /**
   * Whether the list was read to its end. It is false while a run goes on, and after one that was cut short and had to close its
   * source: what that still had is in no verdict.
   */
  readonly complete: boolean;
  /** The batches settled so far. */
  readonly batches: {
    /** How many settled. */
    total: number;
    /** How many had a user that failed. */
    failed: number;
    /** How many were halved. */
    split: number;
    /** The most users a request was found to take, once more were refused as too large. 0 if none were. */
    size: number;
  };
  /** The requests sent so far. */
  readonly requests: {
    /** How many were sent, retries and copies included. */
    sent: number;
    /** How many of them were retries. */
    retried: number;
    /** How many of them were copies of slow ones. */
    hedged: number;
    /** The most that were in flight at once. */
    maxInFlight: number;
    /** The most that were allowed in flight at once: what `concurrency: "auto"` came to. */
    concurrency: number;
    /** How many answers had which status. */
    byStatus: Record<string, number>;
    /** How many attempts failed with which code. */
    byError: Partial<Record<ErrorCode, number>>;
  };
  /** The rows of the replies. */
  readonly rows: {
    /** How many came. */
    received: number;
    /** How many were of nobody who was asked about. */
    unexpected: number;
    /** How many were of a user who had a row already. */
    duplicate: number;
    /** The fields of `where` that no row had so far: mostly a name that is misspelt. */
    unseen: readonly string[];
  };
  /** The size of the bodies, in bytes. */
  readonly bytes: {
    /** Of the requests. */
    sent: number;
    /** Of the replies. */
    received: number;
  };
  /** How long answers took, in milliseconds from sending to the last byte of the reply. */
  readonly latency: {
    /** How many answers there were. */
    count: number;
    /** The fastest. */
    min: number;
    /** The mean. */
    mean: number;
    /** Half of them were as fast as this, to within 2 %. */
    p50: number;
    /** Of ten, nine were as fast as this, to within 2 %. */
    p90: number;
    /** Of a hundred, 99 were as fast as this, to within 2 %. */
    p99: number;
    /** The slowest. */
    max: number;
    /** How many answers took up to which time: for a chart, or to add up runs. */
    histogram: readonly (readonly [upperBound: number, count: number])[];
  };
  /** Where the time went, in milliseconds. */
  readonly time: {
    /** The whole run. */
    total: number;
    /** Building requests, on the main thread. */
    encoding: number;
    /** Reading replies and deciding verdicts, on the main thread. */
    deciding: number;
  };
}

/**
 * A condition on a row, in MongoDB's query language: fields by dotted path (`""` is the row itself), and {@link Operators}. All of it
 * has to hold. It means what it means in MongoDB:
 *
 * - `null` matches a field that is missing.
 * - A condition on an array holds if it holds for the array or for one of its elements.
 * - A value is greater or less only than one of its own type.
 * - Strings are ordered by code point. Two objects are equal only if their members are in the same order.
 *
 * Two things differ. An operator without its sign (`{ balance: { gt: 3 } }`) is refused: `$eq` says that such an object itself is
 * meant. Members named by an integer (`"10"`) may be in any place, since JavaScript moves them.
 *
 * Numbers keep all their digits beside bigints and beside numbers from 2^53 up: `2 ** 53` does not equal 9007199254740993. Smaller ones
 * are what `JSON.parse` makes of them: `0.1` equals 0.10000000000000000001.
 *
 * If the type of the rows is known, from `filterUsers<User, Row>` or from what `send` returns, fields are completed and checked, down
 * to two names (`"address.city"`). Longer paths are taken as they are.
 *
 * @example
 * const where: Where<Row> = { currentBalance: { $gt: 500 }, $or: [{ "address.city": "Oslo" }, { tags: "vip" }] };
 */
// NoInfer: `R` is learned from a `Where<Row>`, a function or `send`, not from what a condition happens to hold.
export type Where<R = unknown> = (IsOpen<R> extends true
  ? { [path: string]: Condition | readonly Conditions[] | undefined } & NoOperators
  : { [P in Path<R>]?: Condition<At<NoInfer<R>, P>> }) & {
  /** All of these conditions hold. */
  $and?: readonly Where<NoInfer<R>>[];
  /** At least one of these conditions holds. */
  $or?: readonly Where<NoInfer<R>>[];
  /** None of these conditions holds. */
  $nor?: readonly Where<NoInfer<R>>[];
};

/**
 * Operators stand in what is asked of a field.
 *
 * @internal
 */
type NoOperators = { [operator in keyof Operators]?: never };
/**
 * What `$and` and the like hold, as an index has to have it: TypeScript 7 loses its way where that is `Where` itself.
 *
 * @internal
 */
type Conditions = { [name: string]: unknown } & NoOperators;

/** What is asked of one field: a plain value, which it has to equal, or {@link Operators}, which all have to hold. */
export type Condition<T = unknown> = Operand<T> | Operators<T>;

/** The operators that fit a field of type `T`. Any other is refused, and the nearest known name is told. */
export type Operators<T = unknown> = Comparisons<T> &
  (Includes<T, readonly unknown[]> extends true ? ArrayOperators<Element<T>> : unknown) &
  (Includes<T | Element<T>, number | bigint> extends true ? NumberOperators : unknown);

/** The operators that fit any field. */
interface Comparisons<T> {
  /** The field equals this, as with a plain value. */
  $eq?: Operand<T>;
  /** The field does not equal this. One that is missing does not, either. */
  $ne?: Operand<T>;
  /** The field is greater than this. */
  $gt?: Ordered<T>;
  /** The field is this or greater. */
  $gte?: Ordered<T>;
  /** The field is less than this. */
  $lt?: Ordered<T>;
  /** The field is this or less. */
  $lte?: Ordered<T>;
  /**
   * The field equals one of these.
   *
   * @example { plan: { $in: ["pro", "team"] } }
   */
  $in?: readonly Operand<T>[];
  /** The field equals none of these. */
  $nin?: readonly Operand<T>[];
  /** Whether the field is there. One that is null is there. */
  $exists?: boolean;
  /**
   * These operators do not all hold.
   *
   * @example { age: { $not: { $gte: 18 } } }
   */
  $not?: Operators<T>;
  /**
   * The field is an array that has each of these.
   *
   * @example { tags: { $all: ["new", "vip"] } }
   */
  $all?: readonly (Operand<T> | Required<Pick<ArrayOperators<Element<T>>, "$elemMatch">>)[];
  /**
   * The field is of this type, or of one of these.
   *
   * @example { age: { $type: ["int", "null"] } }
   */
  $type?: TypeName | readonly TypeName[];
}

/** The operators that fit an array. */
interface ArrayOperators<E> {
  /** The array has this many elements. */
  $size?: number | bigint;
  /**
   * One element of the array meets all of this.
   *
   * @example { orders: { $elemMatch: { total: { $gt: 100 }, isPaid: true } } }
   */
  $elemMatch?: Operators<E> | Where<E>;
}

/** The operators that fit a number. */
interface NumberOperators {
  /**
   * The number, divided by the first, leaves the second.
   *
   * @example { id: { $mod: [100, 7] } }
   */
  $mod?: readonly [divisor: number | bigint, remainder: number | bigint];
}

/** A type of MongoDB's that JSON can have, by its name or number. */
export type TypeName =
  | ("double" | "string" | "object" | "array" | "bool" | "null" | "int" | "long" | "number")
  | (1 | 2 | 3 | 4 | 8 | 10 | 16 | 18);

/** A value that a field can equal: what JSON can say, and bigints. A Date, NaN or undefined equals nothing in a reply, and is refused. */
export type Value =
  | (string | number | bigint | boolean | null)
  | readonly Value[]
  | { [name: string]: Value; [operator: `$${string}`]: never };

/**
 * What a `T` can equal. Null is always allowed, since services answer it. An array may equal as a whole or by an element.
 *
 * @internal
 */
type Operand<T> = unknown extends T ? Value : null | Same<T> | Same<Element<T>>;
/**
 * What a `T` can be more or less than: of `"pro" | "team"`, any string.
 *
 * @internal
 */
type Ordered<T> = Operand<T> | (Includes<T | Element<T>, string> extends true ? string : never);
/** @internal */
type Same<T> = T extends undefined
  ? never
  : T extends number | bigint
    ? T | (T extends number ? bigint : number) // compared by what they are worth
    : T extends readonly (infer E)[]
      ? readonly E[]
      : T;

/** @internal */
type Element<T> = unknown extends T ? unknown : T extends readonly (infer E)[] ? E : never;
/** @internal */
type Includes<T, Kind> = unknown extends T ? true : Extract<T, Kind> extends never ? false : true;
/**
 * Whether nobody can know the names in a `T`.
 *
 * @internal
 */
type IsOpen<T> = unknown extends T ? true : string extends keyof T ? true : false;

/**
 * Every dotted path of up to two names, and a pattern for those that go on.
 *
 * @internal
 */
type Path<R, K extends string = Name<R>> =
  | ""
  | K
  | (K extends unknown ? `${K}.${Below<Member<R, K>>}` : never);
/** @internal */
type Below<T, K extends string = Name<T>> =
  | K
  | (K extends unknown ? (Name<Member<T, K>> extends never ? never : `${K}.${string}`) : never);
/**
 * The names in a `T`; those of an array are its elements' and its indexes.
 *
 * @internal
 */
type Name<T> =
  IsOpen<T> extends true
    ? string
    : T extends readonly (infer E)[]
      ? Name<E> | `${number}`
      : T extends object
        ? keyof T & string
        : never;
/**
 * What is there by that name.
 *
 * @internal
 */
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
/** @internal */
type At<R, P extends string> = P extends ""
  ? R
  : P extends Name<R>
    ? Member<R, P>
    : P extends `${infer K}.${infer Rest}`
      ? Rest extends Name<Member<R, K>>
        ? Member<Member<R, K>, Rest>
        : unknown
      : unknown;

/**
 * What `await using` calls, where the platform's declarations know it.
 *
 * @internal
 */
type Disposing = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol }
  ? { [name in Name]: () => PromiseLike<void> }
  : object;

// ---- what the platform brings --------------------------------------------------------------------
// Its own types, wherever they are declared: by lib "dom", "webworker", @types/node, @cloudflare/workers-types. A project may
// have none of them, and none of their names may then stand here.

/** @internal */
type Platform = typeof globalThis;
/**
 * What `new` makes of the global class of that name; `Otherwise` where there is none.
 *
 * @internal
 */
type Instance<Name extends string, Otherwise> =
  Platform extends Record<Name, { prototype: infer Made }> ? Made : Otherwise;

/** @internal */
type PlatformURL = Instance<"URL", { readonly href: string }>;
/** @internal */
type PlatformResponse = Instance<"Response", { readonly status: number; readonly headers: object }>;
/** @internal */
type PlatformSignal = Instance<
  "AbortSignal",
  {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;
/** @internal */
type PlatformFetch = Platform extends { fetch: infer Fetch }
  ? Fetch
  : (input: never, init: never) => Promise<PlatformResponse>;
/** @internal */
type PlatformRequest = Platform extends { fetch: (input: never, init?: infer Init) => unknown }
  ? NonNullable<Init>
  : { readonly [member: string]: unknown };
/** @internal */
type PlatformHeaders = Platform extends {
  fetch: (input: never, init?: { headers?: infer Headers }) => unknown;
}
  ? NonNullable<Headers>
  : Record<string, string> | Iterable<readonly [string, string]>;
/**
 * A view of memory that is shared is none, where that is told apart.
 *
 * @internal
 */
type Bytes = Platform extends { WebAssembly: { validate(bytes: infer Given): boolean } }
  ? Given
  : ArrayBuffer | ArrayBufferView;
/** @internal */
type WasmModule = Platform extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
/**
 * A ReadableStream, which not everywhere is declared to be an async iterable. By the second `getReader`, `U` is learned from the first.
 *
 * @internal
 */
interface Readable<U> {
  getReader(): { read(): Promise<{ value?: U | undefined }> };
  getReader(options?: object): unknown;
}
