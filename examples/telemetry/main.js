/** Filters 100 users, and prints the trace and the metrics of it. */

import { propagation } from "@opentelemetry/api";
import { hrTimeToMilliseconds, W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { prometheusText } from "./metrics.js";
import { startService } from "./service.js";
import { tracedFilterUsers } from "./tracing.js";

/** @typedef {import("@opentelemetry/sdk-trace-base").ReadableSpan} Span */

// An app has this already, with an exporter that sends the spans somewhere.
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

const service = await startService();
const users = Array.from({ length: 100 }, (_, index) => ({ id: index + 1 }));
const { stats } = await tracedFilterUsers(provider.getTracer("demo"), users, {
  url: service.url,
  where: { currentBalance: { $gt: 500 } },
  batchSize: 40,
  hedge: 250,
});
service.close();

const spans = exporter.getFinishedSpans();
printUnder(undefined, "");
console.log(`\n${prometheusText(stats)}`);

/** @param {string | undefined} parent @param {string} indent */
function printUnder(parent, indent) {
  const children = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent);
  for (const span of children.sort((a, b) => begin(a) - begin(b))) {
    const { batch, ...attributes } = span.attributes;
    const name = span.name === "batch" ? `batch ${batch}` : span.name;
    console.log(
      `${indent}${name}  ${hrTimeToMilliseconds(span.duration).toFixed(1)} ms  ${list(attributes)}`,
    );
    for (const { name, attributes } of span.events) console.log(`${indent}  * ${name}  ${list(attributes)}`);
    printUnder(span.spanContext().spanId, `${indent}    `);
  }
}

/** @param {Span} span */
function begin({ startTime }) {
  return hrTimeToMilliseconds(startTime);
}

/** @param {object} [attributes] */
function list(attributes = {}) {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${typeof value === "number" ? Math.round(value) : value}`)
    .join(" ");
}
