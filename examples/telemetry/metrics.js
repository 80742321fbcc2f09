/** The figures of a run as Prometheus reads them: append them to what your registry answers to `/metrics`. */

/** Powers of two, in ms: buckets of `stats.latency.histogram` end there too, so that nothing is rounded. */
const BOUNDS = Array.from({ length: 18 }, (_, power) => 2 ** power);

/**
 * Counters only grow, so give it the sum of all runs of the process: `total = mergeStats(total, stats)`.
 *
 * @param {import("filter-users").Stats} stats
 */
export function prometheusText({ users, batches, requests, rows, bytes, latency }) {
  const { total, ...verdicts } = users;
  return [
    counter("users_total", "Users by verdict.", verdicts, "verdict"),
    counter("batches_total", "Settled batches.", batches.total),
    counter("batches_failed_total", "Batches with a failed user.", batches.failed),
    counter("batches_split_total", "Batches that were halved.", batches.split),
    counter("requests_total", "Requests sent, retries and copies included.", requests.sent),
    counter("retries_total", "Requests that were retries.", requests.retried),
    counter("hedges_total", "Requests that were copies of slow ones.", requests.hedged),
    counter("answers_total", "Answers by HTTP status.", requests.byStatus, "status"),
    counter("failed_attempts_total", "Failed attempts by error code.", requests.byError, "code"),
    counter("rows_total", "Rows received.", rows.received),
    counter("sent_bytes_total", "Bytes of request bodies.", bytes.sent),
    counter("received_bytes_total", "Bytes of reply bodies.", bytes.received),
    histogram("latency_seconds", "From sending to the last byte of the reply.", latency),
  ].join("");
}

/**
 * @param {string} name
 * @param {string} help
 * @param {number | Record<string, number | undefined>} values by the value of `label`, if there is one
 * @param {string} [label]
 */
function counter(name, help, values, label) {
  const samples =
    typeof values === "number"
      ? [sample(name, values)]
      : Object.entries(values).map(([key, value]) => sample(name, value ?? 0, `{${label}="${key}"}`));
  return head(name, "counter", help) + samples.join("");
}

/**
 * The bounds are the same ones whatever came: Prometheus compares each bucket with what it was a minute ago.
 *
 * @param {string} name
 * @param {string} help
 * @param {import("filter-users").Stats["latency"]} latency
 */
function histogram(name, help, { count, mean, histogram }) {
  /** @param {number} bound */
  const upTo = (bound) => histogram.reduce((sum, [upper, count]) => sum + (upper <= bound ? count : 0), 0);
  return [
    head(name, "histogram", help),
    ...BOUNDS.map((bound) => sample(`${name}_bucket`, upTo(bound), `{le="${bound / 1000}"}`)),
    sample(`${name}_bucket`, count, '{le="+Inf"}'),
    sample(`${name}_sum`, (mean * count) / 1000),
    sample(`${name}_count`, count),
  ].join("");
}

/**
 * @param {string} name
 * @param {"counter" | "histogram"} type
 * @param {string} help
 */
const head = (name, type, help) =>
  `# HELP filter_users_${name} ${help}\n# TYPE filter_users_${name} ${type}\n`;

/**
 * @param {string} name
 * @param {number} value
 * @param {string} [labels]
 */
const sample = (name, value, labels = "") => `filter_users_${name}${labels} ${value}\n`;
