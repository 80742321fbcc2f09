/** `filterUsers` as OpenTelemetry spans: one a run, under it one a batch, and under that one an attempt. */

import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { filterUsers } from "filter-users";

/**
 * @typedef {import("@opentelemetry/api").Span} Span
 * @typedef {import("filter-users").RunEvent} RunEvent
 */

/**
 * `filterUsers`, traced. The caller's own callbacks are called as ever.
 *
 * @template U, [R=unknown]
 * @param {import("@opentelemetry/api").Tracer} tracer
 * @param {import("filter-users").Users<U>} users
 * @param {import("filter-users").FilterOptions<U, R>} options
 */
export async function tracedFilterUsers(tracer, users, options) {
  const { send, fetch = globalThis.fetch } = options;
  const run = tracer.startSpan("filterUsers");
  /** @type {Map<number, Span>} */
  const batches = new Map();
  /** @type {Map<number, Span>} */
  const requests = new Map();
  /** Of the last "sent" or "hedged": its request is made at once after it. */
  let current = run;

  /** @param {RunEvent} event */
  function onEvent(event) {
    const { type, batch, attempt } = event;
    if (!batches.has(batch))
      batches.set(batch, tracer.startSpan("batch", { attributes: { batch } }, under(run)));
    const span = /** @type {Span} */ (batches.get(batch));
    if (type === "sent" || type === "hedged") {
      const attributes = { batch, attempt, users: event.users, hedge: type === "hedged" };
      current = tracer.startSpan("attempt", { kind: SpanKind.CLIENT, attributes }, under(span));
      requests.set(event.request, current);
    } else if (type === "answered" || type === "failed" || type === "abandoned") {
      endRequest(event);
    } else if (type === "retrying") {
      span.addEvent("retrying", { attempt, delay: event.delay, "error.type": event.error.code });
    } else if (type === "split") {
      span.addEvent("split", { attempt, into: [...event.into] });
    } else {
      const { passed, skipped, missing, failed, errors } = event;
      span.setAttributes({ passed, skipped, missing, failed });
      for (const error of errors) fail(span, error);
      span.end();
      batches.delete(batch);
    }
    options.onEvent?.(event);
  }

  /** @param {Extract<RunEvent, { type: "answered" | "failed" | "abandoned" }>} event */
  function endRequest(event) {
    const span = requests.get(event.request);
    if (event.type === "answered") {
      if (event.status !== undefined) span?.setAttribute("http.response.status_code", event.status);
      span?.setAttribute("bytes", event.bytes);
    }
    if (event.type === "abandoned") span?.setAttribute("abandoned", true);
    else if (event.error) fail(span, event.error);
    span?.end();
    requests.delete(event.request);
  }

  /** @type {Pick<typeof options, "send" | "fetch">} */
  const traced = send
    ? { send: (batch, asked) => context.with(under(current), () => send(batch, asked)) }
    : {
        fetch: (url, init = {}) => {
          const active = under(current);
          const headers = new Headers(init.headers);
          propagation.inject(active, headers, { set: (to, name, value) => to.set(name, value) });
          return context.with(active, () => fetch(url, { ...init, headers }));
        },
      };
  try {
    return await filterUsers(users, { ...options, ...traced, onEvent });
  } catch (error) {
    fail(run, error);
    throw error;
  } finally {
    // Where an error ends the run, nothing more is told of what was under way.
    for (const span of [...requests.values(), ...batches.values(), run]) span.end();
  }
}

/** @param {Span} span */
const under = (span) => trace.setSpan(context.active(), span);

/**
 * @param {Span | undefined} span
 * @param {unknown} error
 */
function fail(span, error) {
  const { code, name, message } = /** @type {any} */ (Object(error));
  span?.setAttribute("error.type", `${code ?? name ?? typeof error}`);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: `${message ?? error}` });
}
