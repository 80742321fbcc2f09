/** What users of the package write: all of it has to compile. */

import type {
  AttemptContext,
  Condition,
  ErrorCode,
  FilterOptions,
  FilterResult,
  RunEvent,
  Stats,
  UserStream,
  Users,
  Where,
} from "filter-users";
import {
  createLimiter,
  emptyStats,
  FilterUsersError,
  filterUsers,
  init,
  mergeStats,
  partialResult,
  streamUsers,
} from "filter-users";
import * as slim from "filter-users/slim";
import { type Row, rows, same, type User, url, users } from "./rows.js";

// ---- U comes from the users, R from a function, from `send`, or from those who name it -----------

function* generated() {
  yield* users;
}
async function* generatedLater() {
  yield* users;
}

/** What JavaScript is full of. */
type Anything = ReturnType<typeof JSON.parse>;

export async function infers() {
  const inputs = [
    await filterUsers(users as readonly User[], { url }),
    await filterUsers(new Set(users), { url }),
    await filterUsers(generated(), { url }),
    await filterUsers(generatedLater(), { url }),
    await filterUsers(new ReadableStream<User>(), { url }),
    await filterUsers(users as Users<User>, { url }),
    await filterUsers<User>(users, { url }),
  ] as const;
  for (const input of inputs) same<typeof input, FilterResult<User, unknown>>();
  const entries = await filterUsers(new Map([["a", 1]]), { url, key: "0" });
  same<typeof entries, FilterResult<[string, number], unknown>>();

  const byFunction = await filterUsers(users, {
    url,
    where: (row: Row, user) => {
      same<typeof user, User>();
      return row.currentBalance > user.threshold;
    },
  });
  same<typeof byFunction, FilterResult<User, Row>>();

  const bySend = await filterUsers(users, {
    send: async (batch, { signal, attempt, batch: index }) => {
      same<typeof batch, readonly User[]>();
      signal.throwIfAborted();
      return attempt + index > 0 ? rows : [];
    },
    where: { currentBalance: { $gt: 500 } },
  });
  same<typeof bySend, FilterResult<User, Row>>();

  const byName = await filterUsers<User, Row>(users, { url, keepRows: true, where: (row) => row.isOpen });
  same<typeof byName.rows, Map<User, Row> | undefined>();

  const unknown = await filterUsers(users, {
    url,
    where: (row, user) => {
      same<typeof row, unknown>();
      return user.id === row;
    },
  });
  same<typeof unknown, FilterResult<User, unknown>>();
  const byCondition = await filterUsers(users, { url, where: { currentBalance: { $gt: 500 } } });
  same<typeof byCondition, FilterResult<User, unknown>>();
  const byRowItself = await filterUsers(users, { url, where: { "": 5, $and: [{ a: 1 }] } });
  same<typeof byRowItself, FilterResult<User, unknown>>();
  const byWhere = await filterUsers(users, { url, where: knownRows[0] });
  same<typeof byWhere, FilterResult<User, Row>>();
  const anything = await filterUsers([] as Anything[], { url, key: "id", where: (row: Anything) => row.ok });
  same<typeof anything, FilterResult<Anything, Anything>>();
}

/** Whoever wraps the package does not know the types, either. */
export async function wraps<U extends { id: string }, R>(users: Users<U>, options: FilterOptions<U, R>) {
  const where: Where = { currentBalance: { $gt: 500 } };
  await filterUsers(users, { url, key: "id", where });
  for await (const user of streamUsers(users, { url, key: "id" })) same<typeof user, U>();
  const watched = { ...options, onProgress: (stats: Stats) => options.onProgress?.(stats) };
  return filterUsers(users, watched);
}

// ---- conditions on rows of unknown type ----------------------------------------------------------

const everyOperator = {
  a: { $eq: 1, $ne: "a", $gt: 1n, $gte: null, $lt: [1, 2], $lte: { b: 1 }, $in: [1, "a", null, { b: [] }] },
  "a.b.0.c": { $nin: [], $exists: true, $not: { $size: 2 }, $size: 2n, $all: ["a", 1] },
  "": { $elemMatch: { $gt: 5, $lt: 7 }, $mod: [2, 0] },
  c: { $all: [{ $elemMatch: { d: 1 } }, { $elemMatch: { $gt: 1 } }], $type: "string" },
  d: { $type: ["int", 10] },
  e: { $elemMatch: { "f.g": { $in: ["x"] }, $or: [{ h: 1 }, { i: { $exists: false } }] } },
  f: { city: "Oslo", zip: ["0150", 1, null, true] },
  g: [{ h: [1, 2] }],
  $and: [{ a: 1 }, { $or: [{ b: null }, { $nor: [{ c: true }] }] }],
} as const satisfies Where;

const text: string = "currentBalance";
const kept = { currentBalance: { $gt: 500 }, [text]: 1, $or: [{ a: 1 }, { b: { $in: ["x"] } }] };

export const unknownRows: (Where | undefined)[] = [
  {},
  everyOperator,
  kept,
  JSON.parse("{}"),
  Object.fromEntries([[text, { $gt: 5 }]]),
  { id: 2n ** 60n },
  { "": true },
  { $and: [{ $or: [{ a: null }, { $nor: [{ b: true }, { c: { $gt: 1 } }] }] }] },
  { [text]: { $gt: 5 } },
];
export const ofUnknown: Condition[] = [
  1,
  "a",
  1n,
  null,
  true,
  [1],
  { b: 1 },
  { $gt: 1 },
  { $not: { $mod: [2, 1] } },
];
filterUsers(users, { url, where: everyOperator });
filterUsers(users, { url, where: kept });
filterUsers<User, Record<string, unknown>>(users, { url, where: { "a.b": { $gt: 1 }, $or: [{ c: "x" }] } });
filterUsers<User, Anything>(users, { url, where: { "a.b": { $gt: 1 }, $or: [{ c: "x" }] } });

// ---- conditions on rows of known type ------------------------------------------------------------

export const knownRows: Where<Row>[] = [
  {},
  { currentBalance: 500, name: "Ada", isOpen: true, plan: "pro", closed: null },
  { currentBalance: { $gt: 500n, $lte: 1000, $ne: null, $mod: [2, 0], $type: "number" } },
  { plan: { $in: ["pro", "team"], $gt: "f", $exists: true, $not: { $eq: "free" } } },
  { closed: { $lt: "2026-01-01", $exists: true, $nin: [null, "never"] } },
  { tags: "vip" },
  { tags: ["new", "vip"] },
  { tags: { $all: ["new", "vip"], $size: 2, $elemMatch: { $gt: "a" }, $in: ["vip"] } },
  { "tags.0": "vip" },
  { address: { city: "Oslo", geo: { lat: 1, lon: 2 } } },
  { "address.city": { $gte: "A", $in: ["Oslo", null] } },
  { "address.geo": { $exists: true }, "address.geo.lat": { $gt: 59 } },
  { "orders.total": { $gt: 100, $mod: [10, 0] }, "orders.0": { $exists: true }, "orders.0.total": 5 },
  { "orders.lines": { $size: 3 }, "orders.lines.sku": "x" },
  { orders: { $size: 0 } },
  { orders: { $elemMatch: { total: { $gt: 100 }, isPaid: true, "lines.sku": "x" } } },
  { orders: { $all: [{ $elemMatch: { total: 1 } }, { $elemMatch: { isPaid: true } }] } },
  { "limits.day": { $lt: 5 }, limits: { $exists: true } },
  { extra: { $gt: 1 }, "extra.a.b": "x" },
  { "": { $type: "object" } },
  {
    $or: [{ plan: "pro" }, { $and: [{ isOpen: true }, { "address.city": "Oslo" }] }],
    $nor: [{ tags: "old" }],
  },
];
export const union: Where<{ kind: "person"; age: number } | { kind: "firm"; staff: number[] }> = {
  kind: { $in: ["person", "firm"] },
  age: { $gt: 18 },
  staff: { $size: 2 },
};
export const rowIsKey: Where<number> = { "": { $gt: 5, $mod: [2, 0] } };
export const rowIsArray: Where<[number, string]> = { "0": { $gt: 5 }, "1": "x", "": { $size: 2 } };
/** A row that holds its own kind does not send the compiler round in circles. */
interface Tree {
  value: number;
  children: Tree[];
}
export const tree: Where<Tree> = {
  "children.value": { $gt: 1 },
  children: { $elemMatch: { children: { $elemMatch: { value: 1 } } } },
};

// ---- options -------------------------------------------------------------------------------------

export const every: Required<Omit<FilterOptions<User, Row>, "send">> = {
  url: (batch, { attempt }) => `${url}?ids=${batch.map((user) => user.id)}&attempt=${attempt}`,
  method: "PUT",
  headers: async ({ signal }) => ({ authorization: `Bearer ${await token(signal)}` }),
  body: (batch) => ({ ids: batch.map((user) => BigInt(user.id)) }),
  request: { credentials: "include", cache: "no-store" },
  fetch: async (input, init) => fetch(input, init),
  rows: "data.rows",
  key: "name",
  rowKey: null,
  absent: "failed",
  rowError: { "": { $type: "string" } },
  maxFailed: "5%",
  where: { currentBalance: { $gt: 500 } },
  keepRows: true,
  maxReplyBytes: 1e6,
  batchSize: 100,
  concurrency: "auto",
  rateLimit: { requests: 10, per: 1000 },
  maxWait: 100,
  limiter: createLimiter({ concurrency: "auto", rateLimit: "headers" }),
  timeout: 5000,
  deadline: 60_000,
  retry: {
    limit: 3,
    statuses: [429],
    delay: 1,
    maxDelay: 2,
    jitter: "none",
    retryAfter: false,
    budget: 0.5,
  },
  split: [413, 422] as const,
  hedge: "p99.5",
  circuit: { failures: 5, cooldown: 1000 },
  onError: "throw",
  signal: new AbortController().signal,
  onAbort: "partial",
  seed: 1,
  onProgress: ({ users, latency }) => console.log(users.total, latency.p99),
  onBatch: ({ batch, passed, failed }) => console.log(batch, passed[0]?.name, failed[0]?.error.code),
  onEvent: describeEvent,
};
export const others: FilterOptions<User>[] = [
  { url: new URL(url), body: "users", hedge: 100, retry: 0, split: true, concurrency: 1, rowKey: "" },
  { url, headers: new Headers(), hedge: "p95", rows: "" },
  { url, headers: [["a", "b"]] },
  { send: async () => new Response() },
  { send: async () => new Set([1]) },
  {
    send: async (_, { request }) => {
      throw new FilterUsersError("HTTP_STATUS", `${request}`, { status: 429, retryAfter: 1000, cause: 1 });
    },
  },
];
// What the platform declares is taken as it declares it.
same<Option<"url">, string | URL | ((batch: readonly User[], context: AttemptContext) => string | URL)>();
same<Option<"headers">, HeadersInit | ((context: AttemptContext) => HeadersInit | Promise<HeadersInit>)>();
same<Option<"request">, Omit<RequestInit, "method" | "headers" | "body" | "signal">>();
same<Option<"fetch">, typeof fetch>();
same<Option<"signal">, AbortSignal>();
same<
  Parameters<typeof init>[0],
  (string | URL | BufferSource | (object & WebAssembly.Module) | Response | Promise<Response>) | undefined
>();
type Option<Name extends keyof FilterOptions<User>> = NonNullable<FilterOptions<User>[Name]>;
declare function token(signal: AbortSignal): Promise<string>;

// ---- what comes back -----------------------------------------------------------------------------

export function describeEvent(event: RunEvent): string {
  const { at, batch, attempt, users } = event;
  const start = `${at} ms: batch ${batch} of ${users}, attempt ${attempt}`;
  if (event.type === "sent") return `${start}, request ${event.request}`;
  if (event.type === "hedged") return `${start}, request ${event.request}, a copy of ${event.copyOf}`;
  if (event.type === "answered")
    return `${start}: ${event.status ?? "rows"}, ${event.bytes} bytes, ${event.ms} ms, ${event.error?.code}`;
  if (event.type === "failed") return `${start}: ${event.error.code} after ${event.ms} ms`;
  if (event.type === "abandoned") return `${start}: given up after ${event.ms} ms`;
  if (event.type === "retrying") return `${start}: ${event.error.code}, again in ${event.delay} ms`;
  if (event.type === "split") return `${start}: ${event.into[0]} and ${event.into[1]}`;
  if (event.type === "settled")
    return `${start}: ${event.passed + event.skipped + event.missing + event.failed}, ${event.errors[0]?.message}`;
  same<typeof event, never>();
  return event;
}

export async function streams() {
  const stream = streamUsers<User, Row>(users, { url });
  same<typeof stream, UserStream<User, Row>>();
  for await (const user of stream) same<typeof user, User>();
  for await (const { passed, failed, rows } of stream.batches()) {
    same<typeof passed, User[]>();
    console.log(rows?.get(passed[0])?.currentBalance);
    const again: User[] = failed.flatMap((batch) => batch.users);
    passed.push(...again); // the lists are the caller's own
  }
  same<Stats, Awaited<typeof stream.stats>>();
  await streamUsers(stream, { url })[Symbol.asyncIterator]().return?.(); // a stream is an input, too
}

export async function catches() {
  try {
    await filterUsers(users, { url });
  } catch (error) {
    const partial = partialResult<User, Row>(error);
    same<typeof partial, FilterResult<User, Row> | undefined>();
    if (error instanceof FilterUsersError) {
      const code: ErrorCode = error.code;
      console.log(code, error.status?.toFixed(), error.attempts, error.retryAfter, error.reply, error.cause);
    }
    return partial?.rows?.get(partial.passed[0])?.currentBalance;
  }
}

const sum: Stats = [emptyStats(), emptyStats()].reduce(mergeStats);
console.log(sum.requests.byError.TIMEOUT ?? 0, sum.requests.byStatus["200"], sum.latency.histogram[0]?.[1]);

declare const module: WebAssembly.Module;
const sources = [
  undefined,
  url,
  new URL(url),
  new Uint8Array(),
  new ArrayBuffer(1),
  module,
  new Response(),
  fetch(url),
];
export const loads: Promise<void>[] = sources.map((source) => init(source));
export const alike: typeof filterUsers = slim.filterUsers;

// Who watches may answer a promise, or whatever an arrow function happens to.
const seen: unknown[] = [];
filterUsers(users, {
  url,
  onProgress: async ({ users }) => void (await Promise.resolve(users.total)),
  onBatch: async ({ batch, failed }) => {
    await Promise.resolve([batch, failed[0]?.error.code]);
  },
  onEvent: (event) => event.type === "retrying" && seen.push(event.error.code),
});

filterUsers(users, { send: async () => "[]", maxFailed: 5 });
filterUsers(users, { send: async () => new Uint8Array(2) });
const unseen: readonly string[] = emptyStats().rows.unseen;
void unseen;
