/** Known to every copy of the package, since an app may have two. */
const BRAND = Symbol.for("filter-users.FilterUsersError");

/** What is thrown for a wrong call and carried by failed batches. @see index.d.ts */
export class FilterUsersError extends Error {
  /**
   * @param {import("./index.js").ErrorCode} code
   * @param {string} message
   * @param {{ status?: number, batch?: number, attempts?: number, retryAfter?: number, reply?: string, cause?: unknown }} [details]
   */
  constructor(code, message, details = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.attempts = details.attempts ?? 0;
    if (details.status !== undefined) this.status = details.status;
    if (details.batch !== undefined) this.batch = details.batch;
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter;
    if (details.reply !== undefined) this.reply = details.reply;
  }

  get name() {
    return "FilterUsersError";
  }

  /** As every error's name, it can be set: loggers do. */
  set name(value) {
    Object.defineProperty(this, "name", { value, writable: true, configurable: true });
  }

  get [BRAND]() {
    return true;
  }

  /** Those of every copy: whoever imports the package and has it required, too, has two. @param {any} value */
  static [Symbol.hasInstance](value) {
    // biome-ignore lint/complexity/noThisInStatic: classes that extend it inherit this, and have instances of their own.
    return this === FilterUsersError ? value?.[BRAND] === true : super[Symbol.hasInstance](value);
  }

  /** As it is logged, queued or posted: an error's own name and message are not among what JSON shows. */
  toJSON() {
    const { name, message, code, status, batch, attempts, retryAfter, reply } = this;
    return { name, message, code, status, batch, attempts, retryAfter, reply };
  }
}

/**
 * A wrong call: an error that says what `at` takes.
 *
 * @param {string} at an option, or a place within one
 * @param {string} takes
 * @param {string} got in words
 */
export function wrong(at, takes, got) {
  return new FilterUsersError("INVALID_OPTION", `Expected \`${at}\` to be ${takes}, got ${got}`);
}

/**
 * An error by which a `send` or `fetch` of the caller's says what the service answered; undefined for any other.
 *
 * @param {unknown} thrown
 */
export function refusalOf(thrown) {
  try {
    return readRefusal(thrown);
  } catch {
    // Whatever can be thrown is: one that cannot be looked at is no refusal.
    return undefined;
  }
}

/** @param {any} thrown */
function readRefusal(thrown) {
  if (thrown?.[BRAND] !== true || thrown.code !== "HTTP_STATUS") return undefined;
  const { message, status, retryAfter, reply } = thrown;
  if (!Number.isInteger(status) || status < 100 || status > 999) return undefined;
  const isTime = typeof retryAfter === "number" && retryAfter >= 0;
  return {
    message: String(message),
    status,
    retryAfter: isTime ? retryAfter : undefined,
    reply: typeof reply === "string" ? reply : undefined,
  };
}

/**
 * A value as a message shows it: short, and never by code of the caller's, unless it is a proxy.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function show(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  const type = Object.getPrototypeOf(value)?.constructor;
  if (typeof type !== "function" || type === Object) return "an object";
  return type === Promise ? "a promise" : `an instance of ${type.name}`;
}

/**
 * Something thrown, in words. Whatever can be thrown is, so that nothing is taken for granted of it.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function describe(thrown) {
  for (const words of [() => inWords(thrown, 3), () => show(thrown)]) {
    try {
      return words();
    } catch {
      // A getter, or a proxy, that throws.
    }
  }
  return "an object";
}

/**
 * With what lies behind it, since `fetch failed` alone tells nothing.
 *
 * @param {any} thrown
 * @param {number} levels
 * @returns {string}
 */
function inWords(thrown, levels) {
  if (typeof thrown?.message !== "string") return String(thrown);
  const { message, name, code, cause } = thrown;
  const own = String(message || code || name);
  const hasMore = levels > 0 && (cause?.message || cause?.code);
  return hasMore ? `${own} (${inWords(cause, levels - 1)})` : own;
}
