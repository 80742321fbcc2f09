/** What is wrong and has to be told while it is typed: each line that is not refused fails the check. */

import type { FilterOptions, RunEvent, Stats, Where } from "filter-users";
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
import { type Row, rows, type User, url, users } from "./rows.js";

// ---- users ---------------------------------------------------------------------------------------

// @ts-expect-error: a string is no list of users, though it can be iterated over
filterUsers("abc", { url });
// @ts-expect-error: a promise of users is none
filterUsers(Promise.resolve(users), { url });
// @ts-expect-error: an object is no list
filterUsers({ length: 1, 0: users[0] }, { url });
// @ts-expect-error: the options are not optional
filterUsers(users);

// ---- options -------------------------------------------------------------------------------------

// @ts-expect-error: there is no such option
filterUsers(users, { url, bacthSize: 5 });
// @ts-expect-error: the user has no such member
filterUsers(users, { url, key: "userId" });
// @ts-expect-error: rowKey is a path or null
filterUsers(users, { url, rowKey: 1 });
// @ts-expect-error: users are not dropped by another name
filterUsers(users, { url, absent: "x" });
// @ts-expect-error: a share has its sign
filterUsers(users, { url, maxFailed: "5" });
// @ts-expect-error: an error is told by a condition or a function
filterUsers(users, { url, rowError: true });
// @ts-expect-error: the row has no such member
filterUsers<User, Row>(users, { url, rowError: { eror: { $exists: true } } });
// @ts-expect-error: a number or "auto"
filterUsers(users, { url, concurrency: "max" });
// @ts-expect-error: a percentile is written "p95"
filterUsers(users, { url, hedge: "95" });
// @ts-expect-error: and has a number
filterUsers(users, { url, hedge: "pmax" });
// @ts-expect-error: half a limit
filterUsers(users, { url, rateLimit: { requests: 5 } });
// @ts-expect-error: the other word is "headers"
filterUsers(users, { url, rateLimit: "header" });
// @ts-expect-error: a limiter is made by createLimiter
filterUsers(users, { url, limiter: { concurrency: 5 } });
// @ts-expect-error: it limits no time
createLimiter({ timeout: 5 });
// @ts-expect-error: half a circuit
filterUsers(users, { url, circuit: { failures: 5 } });
// @ts-expect-error: durations are numbers of ms
filterUsers(users, { url, timeout: "5s" });
// @ts-expect-error: another name for limit
filterUsers(users, { url, retry: { retries: 3 } });
// @ts-expect-error: there is no such jitter
filterUsers(users, { url, retry: { jitter: "equal" } });
// @ts-expect-error: statuses are numbers
filterUsers(users, { url, split: ["413"] });
// @ts-expect-error: the body is "ids", "users" or a function
filterUsers(users, { url, body: "json" });
// @ts-expect-error: the signal has its own option
filterUsers(users, { url, request: { signal: AbortSignal.timeout(5) } });
// @ts-expect-error: so has the body
filterUsers(users, { url, request: { body: "" } });
// @ts-expect-error: an address cannot be waited for
filterUsers(users, { url: async () => url });
// @ts-expect-error: send answers a promise of a Response or of rows
filterUsers(users, { send: async () => 5 });
// @ts-expect-error: collect or throw
filterUsers(users, { url, onError: "ignore" });
// @ts-expect-error: throw or partial
filterUsers(users, { url, onAbort: "resolve" });
// @ts-expect-error: a controller is not its signal
filterUsers(users, { url, signal: new AbortController() });
// @ts-expect-error: the figures have no such name
filterUsers(users, { url, onProgress: ({ done }) => done });
// @ts-expect-error: nor where it answers a promise
filterUsers(users, { url, onBatch: async ({ users }) => void (await users) });
// @ts-expect-error: the batch that is sent is not to be changed
filterUsers(users, { url, body: (batch) => batch.pop() });

// ---- where, as a function ------------------------------------------------------------------------

// @ts-expect-error: where answers at once
filterUsers(users, { url, where: async (row: Row) => row.isOpen });
// @ts-expect-error: for typed rows as well, though a function has a name as the row has
filterUsers<User, Row>(users, { url, where: async (row) => row.isOpen });
// @ts-expect-error: where answers true or false
filterUsers(users, { url, where: (row: Row) => row.name });
// @ts-expect-error: the row has no such field
filterUsers<User, Row>(users, { url, where: (row) => row.balance > 5 });
// @ts-expect-error: nor the user
filterUsers(users, { url, where: (row: Row, user) => row.currentBalance > user.limit });
// @ts-expect-error: nothing is known of a row until its type is named
filterUsers(users, { url, where: (row) => row.currentBalance > 5 });

// ---- where, as a condition on rows of unknown type -----------------------------------------------

// @ts-expect-error: unknown operator
filterUsers(users, { url, where: { currentBalance: { $gtt: 500 } } });
// @ts-expect-error: unknown operator beside a known one
filterUsers(users, { url, where: { currentBalance: { $gt: 500, $lessThan: 5 } } });
// @ts-expect-error: unknown operator, within $not
filterUsers(users, { url, where: { a: { $not: { $gtt: 1 } } } });
// @ts-expect-error: unknown operator, within $elemMatch
filterUsers(users, { url, where: { a: { $elemMatch: { b: { $gtt: 1 } } } } });
// @ts-expect-error: unknown operator, within $or
filterUsers(users, { url, where: { $or: [{ a: 1 }, { b: { $gtt: 1 } }] } });
// @ts-expect-error: the row itself is at ""
filterUsers(users, { url, where: { $gt: 500 } });
// @ts-expect-error: $or takes a list
filterUsers(users, { url, where: { $or: { a: 1 } } });
// @ts-expect-error: $in takes a list
filterUsers(users, { url, where: { a: { $in: 5 } } });
// @ts-expect-error: and no operators in it
filterUsers(users, { url, where: { a: { $in: [{ $gt: 1 }] } } });
// @ts-expect-error: $exists takes true or false
filterUsers(users, { url, where: { a: { $exists: 1 } } });
// @ts-expect-error: $not takes operators
filterUsers(users, { url, where: { a: { $not: 5 } } });
// @ts-expect-error: $size takes a number
filterUsers(users, { url, where: { a: { $size: "1" } } });
// @ts-expect-error: $mod takes two
filterUsers(users, { url, where: { a: { $mod: [2] } } });
// @ts-expect-error: JSON has no such type
filterUsers(users, { url, where: { a: { $type: "date" } } });
// @ts-expect-error: JSON has no dates, so that nothing could match
filterUsers(users, { url, where: { at: { $gt: new Date() } } });
// @ts-expect-error: nor regular expressions
filterUsers(users, { url, where: { name: /x/ } });
// @ts-expect-error: nor functions
filterUsers(users, { url, where: { name: () => true } });
// @ts-expect-error: a list is no condition
filterUsers(users, { url, where: [{ a: 1 }] });
// @ts-expect-error: nor is a value
filterUsers(users, { url, where: 5 });

// ---- where, as a condition on rows of known type -------------------------------------------------

export const wrong: Where<Row>[] = [
  // @ts-expect-error: there is no such field
  { currentBalanc: 5 },
  // @ts-expect-error: nor below another
  { "address.town": "Oslo" },
  // @ts-expect-error: nor in the elements of an array
  { "orders.sum": 5 },
  // @ts-expect-error: nor below a field that holds no other
  { "name.length": 5 },
  // @ts-expect-error: a number equals no string
  { currentBalance: "500" },
  // @ts-expect-error: nor is it more than one
  { currentBalance: { $gt: "500" } },
  // @ts-expect-error: nor any of them
  { currentBalance: { $in: [1, "2"] } },
  // @ts-expect-error: there is no such plan
  { plan: "gold" },
  // @ts-expect-error: nor in the list
  { plan: { $in: ["pro", "gold"] } },
  // @ts-expect-error: a string is no number
  { "address.city": { $lt: 5 } },
  // @ts-expect-error: an element of another type
  { tags: 5 },
  // @ts-expect-error: an element of another type
  { tags: { $all: ["vip", 5] } },
  // @ts-expect-error: an object equals only a whole one
  { address: { city: "Oslo" } },
  // @ts-expect-error: a number has no size
  { currentBalance: { $size: 2 } },
  // @ts-expect-error: nor elements
  { currentBalance: { $elemMatch: { $gt: 2 } } },
  // @ts-expect-error: a string has no remainder
  { name: { $mod: [2, 0] } },
  // @ts-expect-error: the elements have no such field
  { orders: { $elemMatch: { sum: 5 } } },
  // @ts-expect-error: an element's field of another type
  { orders: { $elemMatch: { total: { $gt: "5" } } } },
  // @ts-expect-error: unknown operator
  { currentBalance: { $gtt: 500 } },
  // @ts-expect-error: operators and members do not mix
  { currentBalance: { $gt: 500, b: 5 } },
  // @ts-expect-error: unknown logical operator
  { $ad: [{ name: "Ada" }] },
  // @ts-expect-error: there is no such field, in a branch
  { $or: [{ name: "Ada" }, { nam: "Ada" }] },
  // @ts-expect-error: the row itself is no number
  { "": 5 },
];
// @ts-expect-error: the same by type arguments
filterUsers<User, Row>(users, { url, where: { currentBalance: "500" } });
// @ts-expect-error: and for a stream
streamUsers<User, Row>(users, { url, where: { currentBalanc: 5 } });
// @ts-expect-error: and for what send answers
filterUsers(users, { send: async () => rows, where: { currentBalanc: 5 } });
// @ts-expect-error: and in options that are kept
export const options: FilterOptions<User, Row> = { url, where: { plan: { $in: ["gold"] } } };

// ---- results are to be read ----------------------------------------------------------------------

export async function reads() {
  const result = await filterUsers(users, { url });
  // @ts-expect-error: the result stays what it was
  result.passed = [];
  // @ts-expect-error: and its figures
  result.stats = {} as Stats;
  // @ts-expect-error: these, too
  result.stats.users = emptyStats().users;
  // @ts-expect-error: an entry of the histogram
  result.stats.latency.histogram[0][1] = 5;
  // @ts-expect-error: a failed batch
  result.failed[0].error = new FilterUsersError();
  // @ts-expect-error: an error's code
  result.failed[0].error.code = "NETWORK";
  // @ts-expect-error: there is no such code
  if (result.failed[0].error.code === "TIMED_OUT") return;
  // @ts-expect-error: without keepRows there are none
  result.rows.get(users[0]);
  // @ts-expect-error: failed holds batches, not users
  const again: User[] = result.failed;
  // @ts-expect-error: partialResult may have nothing
  partialResult(new Error()).passed;
  return again;
}

export function narrows(event: RunEvent) {
  // @ts-expect-error: only answers have a status
  event.status;
  // @ts-expect-error: there is no such event
  if (event.type === "done") return;
  if (event.type === "answered") {
    // @ts-expect-error: rows that `send` answered have no status
    event.status.toFixed();
    // @ts-expect-error: a good answer has no error
    event.error.code;
    event.request.toFixed();
  } else {
    // @ts-expect-error: all but answers
    event.status;
  }
  // @ts-expect-error: only a copy is one of another request
  if (event.type === "sent") return event.copyOf;
  if (event.type === "hedged" || event.type === "answered") return;
  if (event.type === "failed" || event.type === "abandoned") return event.request;
  if (event.type === "retrying") return event.error.code;
  if (event.type === "split") return event.into;
  // @ts-expect-error: "settled" is left out
  const left: never = event;
  // @ts-expect-error: events are to be read
  event.passed = 0;
  return left;
}

export async function streams() {
  const stream = streamUsers(users, { url });
  // @ts-expect-error: a stream is no promise of a result
  (await stream).passed;
  // @ts-expect-error: nor a list
  for (const user of stream) console.log(user);
  // @ts-expect-error: it yields users
  for await (const { passed } of stream) console.log(passed);
  // @ts-expect-error: batches are asked for by a call
  for await (const batch of stream.batches) console.log(batch);
  // @ts-expect-error: the figures are waited for
  stream.stats.users;
}

// @ts-expect-error: two runs are added
mergeStats({} as Stats);
// @ts-expect-error: the figures of a run, not its result
mergeStats({} as Stats, {} as Awaited<ReturnType<typeof filterUsers>>);
// @ts-expect-error: no source of an engine
init(5);
// @ts-expect-error: nor is a flag
init(true);
