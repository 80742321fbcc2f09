/**
 * Every attempt of a run as a bar: when it was sent, when it ended, what became of it, and in which of the slots
 * in flight it was. Kept in columns of plain numbers, since there may be a hundred thousand of them, drawn 60 times a second.
 */

/** @typedef {import("filter-users").RunEvent} RunEvent */

export const KINDS = /** @type {const} */ ([
  "pending",
  "answered",
  "retried",
  "split",
  "failed",
  "hedged",
  "abandoned",
]);

/** @typedef {(typeof KINDS)[number]} Kind */
/** @typedef {ReturnType<typeof createAttempts>} Attempts */
/** @typedef {{ request: number, batch: number, attempt: number, users: number, from: number, to: number, kind: Kind, lane: number, status: number, why: string }} Attempt */

const FIRST_CAPACITY = 1_024;
/** @type {(kind: Kind) => number} */
const codeOf = (kind) => KINDS.indexOf(kind);

export function createAttempts() {
  let capacity = FIRST_CAPACITY;
  let from = new Float64Array(capacity);
  let to = new Float64Array(capacity);
  let kinds = new Uint8Array(capacity);
  let lanes = new Uint16Array(capacity);
  let requests = new Uint32Array(capacity);
  let batches = new Uint32Array(capacity);
  let numbers = new Uint16Array(capacity);
  let users = new Uint32Array(capacity);
  let statuses = new Uint16Array(capacity);
  let length = 0;
  let latest = 0;

  const counts = KINDS.map(() => 0);
  const slots = createSlots();
  /** @type {{ from: number, to: number }[]} while the service asked to be left alone */
  const gates = [];
  /** @type {Set<number>} the statuses with which it asked */
  const gateStatuses = new Set();
  /** @type {Map<number, number>} from the number of a request to its bar, while it is in flight */
  const inFlight = new Map();
  /** @type {Set<number>} requests that are copies */
  const copies = new Set();
  /** @type {Map<number, number>} from a batch to its bar that was refused last */
  const refused = new Map();
  /** @type {Map<number, number>} from a batch to its bar that was answered last */
  const answered = new Map();
  /** @type {Map<number, string>} from a bar to the error in words */
  const reasons = new Map();

  function grow() {
    capacity *= 2;
    /** @template {Float64Array | Uint8Array | Uint16Array | Uint32Array} T @param {T} column @returns {T} */
    const larger = (column) => {
      const copy = new /** @type {any} */ (column.constructor)(capacity);
      copy.set(column);
      return copy;
    };
    [from, to, kinds, lanes] = [larger(from), larger(to), larger(kinds), larger(lanes)];
    [batches, numbers, users, statuses] = [larger(batches), larger(numbers), larger(users), larger(statuses)];
    requests = larger(requests);
  }

  /** @param {number} bar @param {Kind} kind */
  function become(bar, kind) {
    counts[kinds[bar]]--;
    kinds[bar] = codeOf(kind);
    counts[kinds[bar]]++;
  }

  /** @param {Extract<RunEvent, { type: "sent" | "hedged" }>} event */
  function begin({ at, request, batch, attempt, users: size }) {
    if (length === capacity) grow();
    const bar = length++;
    from[bar] = at;
    to[bar] = Number.NaN;
    kinds[bar] = codeOf("pending");
    counts[kinds[bar]]++;
    lanes[bar] = slots.take();
    requests[bar] = request;
    batches[bar] = batch;
    numbers[bar] = attempt;
    users[bar] = size;
    inFlight.set(request, bar);
  }

  /** @param {number} at @param {number} request @param {Kind} kind */
  function end(at, request, kind) {
    const bar = inFlight.get(request);
    if (bar === undefined) return undefined;
    inFlight.delete(request);
    to[bar] = at;
    slots.free(lanes[bar]);
    become(bar, copies.delete(request) && kind === "answered" ? "hedged" : kind);
    return bar;
  }

  /** @param {Extract<RunEvent, { type: "answered" | "failed" }>} event */
  function finish(event) {
    const { error } = event;
    const bar = end(event.at, event.request, error ? "failed" : "answered");
    if (bar === undefined) return;
    if ("status" in event && event.status) statuses[bar] = event.status;
    if (!error) {
      answered.set(event.batch, bar);
      return;
    }
    refused.set(event.batch, bar);
    reasons.set(bar, error.message);
    if (error.retryAfter === undefined) return;
    closeGate(event.at, event.at + error.retryAfter);
    gateStatuses.add(statuses[bar]);
  }

  /** @param {number} start @param {number} stop */
  function closeGate(start, stop) {
    const last = gates.at(-1);
    if (last && start <= last.to) last.to = Math.max(last.to, stop);
    else gates.push({ from: start, to: stop });
  }

  /** @param {number} batch @param {Kind} kind */
  function settleRefused(batch, kind) {
    const bar = refused.get(batch);
    if (bar !== undefined) become(bar, kind);
    refused.delete(batch);
  }

  /** Who is asked about again was refused, or has no row in an answer that others have one in. @param {Extract<RunEvent, { type: "retrying" }>} event */
  function retry({ batch, error }) {
    const isPart = error.code === "ROW_ERROR" || error.code === "NO_ROW";
    const bar = isPart ? answered.get(batch) : undefined;
    if (bar === undefined) return settleRefused(batch, "retried");
    become(bar, "retried");
    reasons.set(bar, error.message);
  }

  return {
    /** @param {RunEvent} event */
    add(event) {
      latest = Math.max(latest, event.at);
      if (event.type === "sent") begin(event);
      else if (event.type === "hedged") {
        begin(event);
        copies.add(event.request);
      } else if (event.type === "answered" || event.type === "failed") finish(event);
      else if (event.type === "abandoned") end(event.at, event.request, "abandoned");
      else if (event.type === "retrying") retry(event);
      else if (event.type === "split") settleRefused(event.batch, "split");
      // Who passed after a refusal was answered by the request's other copy.
      else if (event.type === "settled" && event.failed === 0) settleRefused(event.batch, "retried");
      else if (event.type === "settled") refused.delete(event.batch);
    },

    /** What was still in flight when the run was ended by an error, of which no event tells. @param {number} at */
    stop(at) {
      if (inFlight.size > 0) latest = Math.max(latest, at);
      for (const request of [...inFlight.keys()]) end(at, request, "abandoned");
    },

    get length() {
      return length;
    },
    /** The most that were in flight at once. */
    get lanes() {
      return slots.most();
    },
    /** When the last thing happened, in ms since the run began. */
    get latest() {
      return latest;
    },
    gates,
    gateStatuses,
    /** @param {Kind} kind */
    count: (kind) => counts[codeOf(kind)],
    columns: () => ({ from, to, kinds, lanes }),
    /** @param {number} bar @returns {Attempt} */
    at: (bar) => ({
      request: requests[bar],
      batch: batches[bar],
      attempt: numbers[bar],
      users: users[bar],
      from: from[bar],
      to: to[bar],
      kind: KINDS[kinds[bar]],
      lane: lanes[bar],
      status: statuses[bar],
      why: reasons.get(bar) ?? "",
    }),
  };
}

/** The slots in flight: each attempt takes the lowest free one, as a queue at a row of counters does. */
function createSlots() {
  /** @type {boolean[]} */
  const taken = [];
  return {
    take() {
      const free = taken.indexOf(false);
      const slot = free < 0 ? taken.length : free;
      taken[slot] = true;
      return slot;
    },
    /** @param {number} slot */
    free(slot) {
      taken[slot] = false;
    },
    most: () => taken.length,
  };
}
