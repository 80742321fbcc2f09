/** `filterUsers` as OpenTelemetry spans: one a run, under it one a batch, and under that one an attempt. */

import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { filterUsers } from "filter-users";

/**
 * @typedef {import("@opentelemetry/api").Span} Span
 * @typedef {import("filter-users").RunEvent} RunEvent
 * @typedef {{ span: Span, told: RunEvent }} Attempt its span, and the event it began with
 * @typedef {{ batch: number, attempt: number, users: number }} Numbers
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
  /** @type {Set<Attempt>} */
  const attempts = new Set();
  /** The last "sent" or "hedged": its request is made at once after it. @type {RunEvent} */
  let sent;
  /** The attempt that was over last: an error told in the same turn is its error. */
  let latest = /** @type {Attempt | undefined} */ (undefined);

  /** @param {number} batch */
  function spanOf(batch) {
    const span = batches.get(batch) ?? tracer.startSpan("batch", { attributes: { batch } }, under(run));
    batches.set(batch, span);
    return span;
  }

  /**
   * Makes the request of one attempt. The span begins here and not in `headers`, which is asked as well for
   * requests that are then not made.
   *
   * @template T
   * @param {AbortSignal} signal
   * @param {(active: import("@opentelemetry/api").Context) => Promise<T>} ask
   */
  async function attempt(signal, ask) {
    const { type, batch, attempt, users } = sent;
    const attributes = { batch, attempt, users, hedge: type === "hedged" };
    const span = tracer.startSpan("attempt", { kind: SpanKind.CLIENT, attributes }, under(spanOf(batch)));
    const own = { span, told: sent };
    attempts.add(own);
    signal.addEventListener("abort", () => over(own), { once: true });
    const active = under(span);
    try {
      return await context.with(active, ask, undefined, active);
    } catch (error) {
      if (!signal.aborted) fail(span, error);
      throw error;
    }
  }

  /** @param {Attempt} attempt */
  function over(attempt) {
    latest = attempt;
    // Why it is over is told in this very turn, if at all.
    queueMicrotask(() => end(attempt));
  }

  /** @param {Attempt} attempt */
  function end(attempt) {
    if (attempts.delete(attempt)) attempt.span.end();
  }

  /** @param {Numbers} meant */
  function latestOf(meant) {
    return latest && attempts.has(latest) && isSame(latest.told, meant) ? latest.span : undefined;
  }

  /** @param {RunEvent} event */
  function onEvent(event) {
    const { batch, attempt, type } = event;
    const span = spanOf(batch);
    if (type === "sent" || type === "hedged") {
      sent = event;
    } else if (type === "answered") {
      // Halves of a batch have the same numbers, as have copies. When they were sent tells them apart.
      const at = event.at - event.ms;
      const [own] = [...attempts]
        .filter(({ told }) => isSame(told, event))
        .sort((a, b) => Math.abs(a.told.at - at) - Math.abs(b.told.at - at));
      own?.span.setAttributes({ "http.response.status_code": event.status, bytes: event.bytes });
      if (event.status >= 400) own?.span.setStatus({ code: SpanStatusCode.ERROR });
      if (own) over(own);
    } else if (type === "retrying") {
      span.addEvent("retrying", { attempt, delay: event.delay, "error.type": event.error.code });
      fail(latestOf(event), event.error);
    } else if (type === "split") {
      span.addEvent("split", { attempt, into: [...event.into] });
    } else if (type === "settled") {
      const { passed, skipped, missing, failed } = event;
      span.setAttributes({ passed, skipped, missing, failed });
    }
    options.onEvent?.(event);
  }

  /**
   * Told after the event "settled", and unlike that with the errors.
   *
   * @param {import("filter-users").BatchResult<U, R>} result
   */
  function onBatch(result) {
    const { batch, failed } = result;
    for (const { users, error } of failed) {
      fail(latestOf({ batch, attempt: error.attempts, users: users.length }), error);
      fail(batches.get(batch), error);
    }
    // What `send` answered as rows is told of in no event.
    for (const attempt of attempts) if (attempt.told.batch === batch) end(attempt);
    batches.get(batch)?.end();
    batches.delete(batch);
    options.onBatch?.(result);
  }

  /** @type {Pick<typeof options, "send" | "fetch">} */
  const request = send
    ? { send: (batch, asked) => attempt(asked.signal, () => send(batch, asked)) }
    : {
        fetch: (url, init = {}) =>
          attempt(/** @type {AbortSignal} */ (init.signal), (active) => {
            const headers = new Headers(init.headers);
            propagation.inject(active, headers, { set: (to, name, value) => to.set(name, value) });
            return fetch(url, { ...init, headers });
          }),
      };
  try {
    return await filterUsers(users, { ...options, ...request, onEvent, onBatch });
  } catch (error) {
    fail(run, error);
    throw error;
  } finally {
    // An abort, and a callback that throws, leave batches unsettled of which nothing more is told.
    for (const attempt of attempts) end(attempt);
    for (const batch of batches.values()) batch.end();
    run.end();
  }
}

/** @param {Span} span */
const under = (span) => trace.setSpan(context.active(), span);

/**
 * @param {Numbers} a
 * @param {Numbers} b
 */
const isSame = (a, b) => a.batch === b.batch && a.attempt === b.attempt && a.users === b.users;

/**
 * @param {Span | undefined} span
 * @param {unknown} error
 */
function fail(span, error) {
  const { code, name, message } = /** @type {any} */ (Object(error));
  span?.setAttribute("error.type", `${code ?? name ?? typeof error}`);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: `${message ?? error}` });
}
