import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { propagation, SpanStatusCode } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { emptyStats, mergeStats } from "filter-users";
// @ts-expect-error: it has no types; what it answers is `Metric`.
import parsePrometheusText from "parse-prometheus-text-format";
import { everyone, refuse, reset, respond, silence, startService } from "../../tests/node/support/service.js";
import { rejection, users } from "../../tests/node/support/users.js";
import { runFirstCommand } from "../../tests/recipe.js";
import { prometheusText } from "./metrics.js";
import { startService as startBadDay } from "./service.js";
import { tracedFilterUsers } from "./tracing.js";

/**
 * @typedef {import("@opentelemetry/sdk-trace-base").ReadableSpan} Span
 * @typedef {{ value: string, labels?: Record<string, string> }} Sample
 * @typedef {{ buckets: Record<string, string>, sum: string, count: string }} Latency
 * @typedef {{ name: string, type: string, metrics: (Sample & Latency)[] }} Metric
 */

const exporter = new InMemorySpanExporter();
/** Spans that were begun and have not ended. @type {Set<unknown>} */
const open = new Set();
const processor = {
  onStart: (/** @type {unknown} */ span) => open.add(span),
  onEnd: (/** @type {Span} */ span) => {
    assert.ok(open.delete(span), "it ends once");
    exporter.export([span], () => {});
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer("test");

before(() => propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
beforeEach(() => exporter.reset());

/** @param {Span} span */
const id = (span) => span.spanContext().spanId;
/** @param {Span[]} spans @returns {any[]} */
const attributes = (spans) => spans.map((span) => span.attributes);

/** The finished spans. Their tree has to be whole: one run, its batches by index, and their attempts. */
function spans() {
  assert.equal(open.size, 0, "every span has ended");
  const all = exporter.getFinishedSpans();
  const named = (/** @type {string} */ name) => all.filter((span) => span.name === name);
  const [runs, batches, attempts] = [named("filterUsers"), named("batch"), named("attempt")];
  assert.equal(runs.length, 1);
  assert.equal(all.length, 1 + batches.length + attempts.length);
  batches.sort((a, b) => Number(a.attributes.batch) - Number(b.attributes.batch));
  for (const batch of batches) assert.equal(batch.parentSpanContext?.spanId, id(runs[0]));
  for (const attempt of attempts) {
    const batch = batches.find((span) => span.attributes.batch === attempt.attributes.batch);
    assert.equal(attempt.parentSpanContext?.spanId, batch && id(batch));
  }
  return { run: runs[0], batches, attempts };
}

/**
 * Every attempt in the order in which the service saw it, by the header that it got.
 *
 * @param {{ log: import("../../tests/node/support/service.js").Seen[] }} service
 * @param {Span[]} attempts
 */
function inServiceOrder({ log }, attempts) {
  assert.equal(attempts.length, log.length, "an attempt for every request");
  return log.map(({ headers }) => {
    const span = attempts.find((attempt) => {
      const { traceId, spanId } = attempt.spanContext();
      return headers.traceparent === `00-${traceId}-${spanId}-01`;
    });
    assert.ok(span, `there is a span for ${headers.traceparent}`);
    return span;
  });
}

describe("the trace", () => {
  test("has a span for every batch, and one for every attempt, which the service is told", async (t) => {
    const service = await startService(t, everyone);
    await tracedFilterUsers(tracer, users(50), { url: service.url, batchSize: 10 });
    const { run, batches, attempts } = spans();
    assert.equal(run.status.code, SpanStatusCode.UNSET);
    assert.deepEqual(
      attributes(batches),
      [0, 1, 2, 3, 4].map((batch) => ({ batch, passed: 10, skipped: 0, missing: 0, failed: 0 })),
    );
    const seen = inServiceOrder(service, attempts);
    for (const [index, { ids, sent }] of service.log.entries()) {
      assert.deepEqual(seen[index].attributes, {
        batch: (ids[0] - 1) / 10,
        attempt: 1,
        users: 10,
        hedge: false,
        "http.response.status_code": 200,
        bytes: sent,
      });
    }
  });

  test("keeps the caller's headers, fetch and callbacks", async (t) => {
    const service = await startService(t, everyone);
    /** @type {string[]} */
    const told = [];
    await tracedFilterUsers(tracer, users(3), {
      url: service.url,
      headers: async () => ({ authorization: "Bearer token" }),
      fetch: (url, init) => {
        told.push("fetch");
        return fetch(url, init);
      },
      onEvent: ({ type }) => told.push(type),
      onBatch: () => told.push("batch"),
    });
    assert.deepEqual(told, ["sent", "fetch", "answered", "settled", "batch"]);
    assert.equal(service.log[0].headers.authorization, "Bearer token");
    assert.equal(service.log[0].headers["content-type"], "application/json");
    spans();
  });

  test("has the error of attempts that are retried, each on its own", async (t) => {
    const bad = [refuse(503), "not JSON", reset];
    const service = await startService(t, (seen) => bad[seen.index] ?? everyone(seen));
    await tracedFilterUsers(tracer, users(3), { url: service.url, retry: { limit: 3, delay: 1 } });
    const { batches, attempts } = spans();
    const seen = inServiceOrder(service, attempts);
    assert.deepEqual(
      attributes(seen).map((of) => [of.attempt, of["http.response.status_code"], of["error.type"]]),
      [
        [1, 503, "HTTP_STATUS"],
        [2, 200, "BAD_REPLY"],
        [3, undefined, "NETWORK"],
        [4, 200, undefined],
      ],
    );
    const { ERROR, UNSET } = SpanStatusCode;
    assert.deepEqual(
      seen.map(({ status }) => status.code),
      [ERROR, ERROR, ERROR, UNSET],
    );
    assert.deepEqual(
      batches[0].events.map(({ name, attributes }) => [
        name,
        attributes?.attempt,
        attributes?.["error.type"],
      ]),
      [
        ["retrying", 1, "HTTP_STATUS"],
        ["retrying", 2, "BAD_REPLY"],
        ["retrying", 3, "NETWORK"],
      ],
    );
  });

  test("has the error of the attempt that was the last, and of the batch", async (t) => {
    const service = await startService(t, () => silence);
    await tracedFilterUsers(tracer, users(3), { url: service.url, timeout: 30, retry: 0 });
    const { run, batches, attempts } = spans();
    for (const span of [...batches, ...attempts]) {
      assert.equal(span.attributes["error.type"], "TIMEOUT");
      assert.equal(span.status.code, SpanStatusCode.ERROR);
    }
    assert.equal(run.status.code, SpanStatusCode.UNSET);
  });

  test("tells the halves of a batch apart, whichever is answered first", async (t) => {
    const service = await startService(t, async (seen) => {
      if (seen.ids.length === 10) return refuse(413);
      const body = JSON.stringify(everyone(seen));
      if (seen.ids[0] === 1) await new Promise((resolve) => setTimeout(resolve, 60));
      return respond(seen.ids[0] === 1 ? `${body}          ` : body);
    });
    await tracedFilterUsers(tracer, users(10), { url: service.url });
    const { batches, attempts } = spans();
    const seen = inServiceOrder(service, attempts);
    assert.equal(seen.length, 3);
    assert.equal(seen[0].status.code, SpanStatusCode.ERROR);
    assert.deepEqual(
      attributes(seen).map(({ attempt, users, bytes }) => [attempt, users, bytes]),
      [[1, 10, 2], ...service.log.slice(1).map(({ sent }) => [2, 5, sent])],
    );
    assert.notEqual(service.log[1].sent, service.log[2].sent);
    assert.deepEqual(
      batches[0].events.map(({ name, attributes }) => [name, attributes]),
      [["split", { attempt: 1, into: [5, 5] }]],
    );
  });

  test("tells batches apart by a clock that ticks rarely, as a browser's may", async (t) => {
    const now = performance.now.bind(performance);
    t.mock.method(performance, "now", () => Math.floor(now() / 20) * 20);
    const service = await startService(t, async (seen) => {
      if (seen.ids[0] === 1) await new Promise((resolve) => setTimeout(resolve, 60));
      return everyone(seen);
    });
    await tracedFilterUsers(tracer, users(15), { url: service.url, batchSize: 4 });
    const seen = attributes(inServiceOrder(service, spans().attempts));
    assert.deepEqual(
      seen.map(({ bytes }) => bytes),
      service.log.map(({ sent }) => sent),
    );
  });

  test("has the copy of a slow request as an attempt of its own", async (t) => {
    const service = await startService(t, (seen) => (seen.index === 0 ? silence : everyone(seen)));
    await tracedFilterUsers(tracer, users(3), { url: service.url, hedge: 30 });
    const [original, copy] = attributes(inServiceOrder(service, spans().attempts));
    assert.deepEqual([original.attempt, original.hedge, original.bytes], [1, false, undefined]);
    assert.equal(original["error.type"], undefined);
    assert.deepEqual([copy.attempt, copy.hedge, copy.bytes], [1, true, service.log[1].sent]);
  });

  test("has the error of a request whose copy is answered later", async (t) => {
    const service = await startService(t, async (seen) => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return seen.index === 0 ? reset : everyone(seen);
    });
    await tracedFilterUsers(tracer, users(3), { url: service.url, hedge: 40 });
    const [original, copy] = inServiceOrder(service, spans().attempts);
    assert.equal(original.status.code, SpanStatusCode.ERROR);
    assert.equal(copy.status.code, SpanStatusCode.UNSET);
  });

  test("knows the requests that `send` makes, and ends them with their batch", async () => {
    await tracedFilterUsers(tracer, users(6), {
      send: async (batch) => batch,
      batchSize: 3,
      concurrency: 1,
      onBatch: () => assert.equal(open.size, 1, "only the run goes on"),
    });
    const { batches, attempts } = spans();
    assert.equal(batches.length, 2);
    assert.deepEqual(
      attributes(attempts).map(({ batch }) => batch),
      [0, 1],
    );
  });

  test("ends when onEvent throws after `send` has answered", async () => {
    const onEvent = (/** @type {import("filter-users").RunEvent} */ { type }) => {
      if (type === "settled") throw new Error("on purpose");
    };
    await rejection(tracedFilterUsers(tracer, users(6), { send: async (batch) => batch, onEvent }));
    assert.equal(spans().attempts.length, 1);
  });

  test("ends when the run is aborted", async (t) => {
    const service = await startService(t, () => silence);
    const signal = AbortSignal.timeout(60);
    const error = await rejection(
      tracedFilterUsers(tracer, users(9), { url: service.url, batchSize: 3, signal }),
    );
    assert.equal(error, signal.reason);
    const { run, batches, attempts } = spans();
    assert.deepEqual([batches.length, attempts.length], [3, 3]);
    inServiceOrder(service, attempts);
    assert.equal(run.status.code, SpanStatusCode.ERROR);
  });

  for (const name of /** @type {const} */ (["onEvent", "onBatch", "onProgress"])) {
    test(`ends when ${name} throws`, async (t) => {
      const service = await startService(t, (seen) => (seen.index === 0 ? everyone(seen) : silence));
      const thrown = new Error("on purpose");
      const fail = (/** @type {any} */ event) => {
        if (name !== "onEvent" || event.type === "answered") throw thrown;
      };
      const options = { url: service.url, batchSize: 3, [name]: fail };
      assert.equal(await rejection(tracedFilterUsers(tracer, users(9), options)), thrown);
      const { run, batches, attempts } = spans();
      assert.ok(batches.length > 0 && attempts.length > 0);
      assert.equal(run.status.message, "on purpose");
    });
  }

  test("ends when the call is refused", async () => {
    const error = await rejection(
      tracedFilterUsers(tracer, users(1), { url: "http://localhost", batchSize: 0 }),
    );
    assert.equal(error.code, "INVALID_OPTION");
    assert.equal(spans().run.attributes["error.type"], "INVALID_OPTION");
  });
});

describe("the metrics", () => {
  /** @param {import("node:test").TestContext} t */
  async function someStats(t) {
    const service = await startService(t, async (seen) => {
      if (seen.index % 4 === 0) return refuse(503);
      await new Promise((resolve) => setTimeout(resolve, 5 * (seen.index % 5)));
      return everyone(seen);
    });
    const options = { url: service.url, batchSize: 10, retry: { delay: 1 } };
    const { stats } = await tracedFilterUsers(tracer, users(200), options);
    return stats;
  }

  /** A scrape, as a parser reads it: metrics by name. @param {import("filter-users").Stats} stats */
  function scrape(stats) {
    const parsed = /** @type {Metric[]} */ (parsePrometheusText(prometheusText(stats)));
    return Object.fromEntries(parsed.map((metric) => [metric.name.replace("filter_users_", ""), metric]));
  }

  test("are the figures", async (t) => {
    const stats = await someStats(t);
    const metrics = scrape(stats);
    const value = (/** @type {string} */ name) => {
      assert.equal(metrics[name].type, "COUNTER");
      return Number(metrics[name].metrics[0].value);
    };
    const labelled = (/** @type {string} */ name, /** @type {string} */ label) =>
      Object.fromEntries(metrics[name].metrics.map(({ labels, value }) => [labels?.[label], Number(value)]));
    const { total, ...verdicts } = stats.users;
    assert.equal(total, 200);
    assert.deepEqual(labelled("users_total", "verdict"), verdicts);
    assert.deepEqual(labelled("answers_total", "status"), stats.requests.byStatus);
    assert.deepEqual(labelled("failed_attempts_total", "code"), stats.requests.byError);
    assert.ok(stats.requests.byStatus[503] > 0 && stats.requests.retried > 0);
    assert.deepEqual(
      {
        batches: value("batches_total"),
        failed: value("batches_failed_total"),
        split: value("batches_split_total"),
        sent: value("requests_total"),
        retried: value("retries_total"),
        hedged: value("hedges_total"),
        rows: value("rows_total"),
        bytes: { sent: value("sent_bytes_total"), received: value("received_bytes_total") },
      },
      {
        batches: stats.batches.total,
        failed: stats.batches.failed,
        split: stats.batches.split,
        sent: stats.requests.sent,
        retried: stats.requests.retried,
        hedged: stats.requests.hedged,
        rows: stats.rows.received,
        bytes: stats.bytes,
      },
    );
  });

  test("have the latency in cumulative buckets, the same ones in every scrape", async (t) => {
    const stats = await someStats(t);
    const { count, mean, histogram, max } = stats.latency;
    const { type, metrics } = scrape(stats).latency_seconds;
    const [latency] = metrics;
    assert.equal(type, "HISTOGRAM");
    assert.equal(Number(latency.count), count);
    assert.ok(Math.abs(Number(latency.sum) - (count * mean) / 1000) < 1e-9);
    const { "+Inf": all, ...buckets } = latency.buckets;
    assert.equal(Number(all), count);
    const bounds = Object.entries(buckets).map(([bound, upTo]) => [Number(bound), Number(upTo)]);
    bounds.sort(([a], [b]) => a - b);
    for (const [bound, upTo] of bounds) {
      const least = histogram.reduce((sum, [upper, count]) => sum + (upper <= bound * 1000 ? count : 0), 0);
      assert.equal(upTo, least, `up to ${bound} s`);
      if (bound * 1000 >= max * 1.02) assert.equal(upTo, count);
    }
    const counts = bounds.map(([, upTo]) => upTo);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(counts).size > 2, "not all in one bucket");
    const others = scrape(emptyStats()).latency_seconds.metrics[0].buckets;
    assert.deepEqual(Object.keys(others), Object.keys(latency.buckets));
  });

  test("count what ends at a bound within it, and what is beyond all of them", () => {
    /** @type {[number, number][]} */
    const histogram = [
      [1, 2],
      [1.5, 3],
      [2, 4],
      [200_000, 1],
    ];
    const latency = { ...emptyStats().latency, count: 10, mean: 20_000, histogram };
    const { buckets } = scrape({ ...emptyStats(), latency }).latency_seconds.metrics[0];
    const { 0.001: one, 0.002: two, 131.072: last, "+Inf": all } = buckets;
    assert.deepEqual([one, two, last, all].map(Number), [2, 9, 9, 10]);
  });

  test("add up over runs", async (t) => {
    const [a, b] = [await someStats(t), await someStats(t)];
    const [latency] = scrape(mergeStats(a, b)).latency_seconds.metrics;
    assert.equal(Number(latency.count), a.latency.count + b.latency.count);
  });
});

test("its service refuses a body that is no JSON, and lives on", async (t) => {
  const service = await startBadDay();
  t.after(service.close);
  for (const body of ["{", "", "null", '{"ids":1}']) {
    const { status } = await fetch(`${service.url}`, { method: "POST", body });
    assert.equal(status, 400, body);
  }
});

test("runs by what the README begins with", async (t) => {
  const output = await runFirstCommand(t, import.meta.dirname).output();
  assert.match(output, /^filterUsers +[\d.]+ ms\b/m);
  assert.match(output, /^ {4}batch 0 .* passed=\d+ skipped=\d+ missing=0 failed=0$/m);
  assert.match(output, /^filter_users_rows_total 100$/m);
});
