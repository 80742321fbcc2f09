/** @typedef {import("./index.js").Stats} Stats */

/** @returns {any} */
export function emptyStats() {
  return {
    users: { total: 0, passed: 0, skipped: 0, missing: 0, failed: 0 },
    complete: true,
    batches: { total: 0, failed: 0, split: 0, size: 0 },
    requests: { sent: 0, retried: 0, hedged: 0, maxInFlight: 0, concurrency: 0, byStatus: {}, byError: {} },
    rows: { received: 0, unexpected: 0, duplicate: 0, unseen: [] },
    bytes: { sent: 0, received: 0 },
    latency: { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0, histogram: [] },
    time: { total: 0, encoding: 0, deciding: 0 },
  };
}

/**
 * @param {Stats} a
 * @param {Stats} b
 */
export function mergeStats(a, b) {
  return {
    users: add(a.users, b.users),
    complete: a.complete && b.complete,
    batches: { ...add(a.batches, b.batches), size: smaller(a.batches.size, b.batches.size) },
    requests: {
      sent: a.requests.sent + b.requests.sent,
      retried: a.requests.retried + b.requests.retried,
      hedged: a.requests.hedged + b.requests.hedged,
      maxInFlight: Math.max(a.requests.maxInFlight, b.requests.maxInFlight),
      concurrency: Math.max(a.requests.concurrency, b.requests.concurrency),
      byStatus: add(a.requests.byStatus, b.requests.byStatus),
      byError: add(a.requests.byError, b.requests.byError),
    },
    rows: mergeRows(a.rows, b.rows),
    bytes: add(a.bytes, b.bytes),
    latency: mergeLatency(a.latency, b.latency),
    time: add(a.time, b.time),
  };
}

/** Of two sizes that were found, of which 0 is none. @param {number} a @param {number} b */
const smaller = (a, b) => (a > 0 && b > 0 ? Math.min(a, b) : a + b);

/**
 * Unseen is what neither has seen; who had no rows has seen nothing, and knows nothing of it.
 *
 * @param {Stats["rows"]} a
 * @param {Stats["rows"]} b
 */
function mergeRows({ unseen: a, ...one }, { unseen: b, ...other }) {
  const unseen = one.received === 0 ? b : other.received === 0 ? a : a.filter((path) => b.includes(path));
  return { ...add(one, other), unseen };
}

/**
 * @template {Partial<Record<string, number>>} T
 * @param {T} a
 * @param {T} b
 * @returns {T}
 */
function add(a, b) {
  /** @type {any} */
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

/**
 * @param {Stats["latency"]} a
 * @param {Stats["latency"]} b
 */
function mergeLatency(a, b) {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  /** @type {Map<number, number>} */
  const buckets = new Map(a.histogram);
  for (const [bound, count] of b.histogram) buckets.set(bound, (buckets.get(bound) ?? 0) + count);
  const histogram = [...buckets].sort(([x], [y]) => x - y);
  const count = a.count + b.count;
  const [min, max] = [Math.min(a.min, b.min), Math.max(a.max, b.max)];
  const mean = (a.mean * a.count + b.mean * b.count) / count;
  return { count, min, mean, ...percentiles(histogram, count, min, max), max, histogram };
}

/**
 * @param {[number, number][]} histogram
 * @param {number} count
 * @param {number} min
 * @param {number} max
 */
function percentiles(histogram, count, min, max) {
  const at = (/** @type {number} */ q) => Math.min(Math.max(boundAt(histogram, q * count), min), max);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/**
 * The smallest bound that at least `rank` values do not exceed.
 *
 * @param {[number, number][]} histogram
 * @param {number} rank
 */
function boundAt(histogram, rank) {
  let seen = 0;
  for (const [bound, count] of histogram) {
    seen += count;
    if (seen >= rank) return bound;
  }
  return Number.POSITIVE_INFINITY;
}
