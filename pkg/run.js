import { Attempt } from "./attempt.js";
import { Batches } from "./batches.js";
import { FilterUsersError } from "./errors.js";
import { eventOf } from "./events.js";
import { Explanation } from "./explanation.js";
import { failure } from "./failure.js";
import { gather } from "./result.js";
import { statsOf } from "./stats.js";
import { Breath, soon, Timer } from "./timer.js";
import { Turns } from "./turns.js";

/**
 * Where settled batches go, and word of how the run ended.
 *
 * @typedef {object} Outlet
 * @property {boolean} hasRows whether batches have rows
 * @property {(batch: import("./result.js").Batch, isRest: boolean) => void} add
 * @property {(stats: any) => void} finish
 * @property {(error: unknown, stats: any) => void} fail
 * @property {number} [unread] settled batches not read yet, where they are read one by one
 * @property {() => void} [onRead] called when one of them is read
 */

/**
 * One run, as JavaScript sees it: the users on their way, and all that is to be let go in the end. The engine decides;
 * whatever is an object of the caller's stays here, so that it outlives the engine. The engine waits for nothing itself:
 * whenever something has come that it may wait for, it is woken to look.
 */
export class Run {
  /** Known from `begin` on. @type {import("./options.js").Options} */
  options = /** @type {any} */ (undefined);
  /** What there is to say of the end of the run by the caller, if they ended it. @type {Explanation | undefined} */
  abortion;

  #turns;
  #batches;
  #outlet;
  #look = () => {};
  /** @type {(() => void)[]} */
  #atEnd = [];
  #isWoken = false;
  #isOver = false;
  /** Requests that are being built or on their way. @type {Map<number, Attempt>} */
  #attempts = new Map();
  /** Attempts with a stage that is over. @type {Attempt[]} */
  #landed = [];
  /** @type {Set<Timer>} */
  #timers = new Set();
  #hear = () => this.abort(/** @type {AbortSignal} */ (this.options.signal).reason);

  /**
   * @param {import("./source.js").Source} source
   * @param {Outlet} outlet
   */
  constructor(source, outlet) {
    this.#turns = new Turns(this.wake);
    this.#batches = new Batches(source, this.wake);
    this.#outlet = outlet;
    outlet.onRead = this.wake;
  }

  /** @param {() => void} look has the engine look */
  drive(look) {
    this.#look = look;
    this.wake();
  }

  /** @param {() => void} task to be done when the run is over */
  atEnd(task) {
    this.#atEnd.push(task);
  }

  /**
   * The options are known: from here on the run may be aborted. Throws for an array with a user that has no key.
   *
   * @param {import("./options.js").Options} options
   */
  begin(options) {
    this.options = options;
    this.#outlet.hasRows = options.keepRows;
    this.#batches.check(options.key);
    const { signal } = options;
    if (signal?.aborted) this.#hear();
    else signal?.addEventListener("abort", this.#hear, { once: true });
  }

  /** The caller ends the run. The first reason counts. @param {unknown} reason */
  abort(reason) {
    if (this.abortion !== undefined) return;
    const message = "The run was aborted before these users had a verdict";
    this.abortion = new Explanation("ABORTED", message, { cause: reason });
    this.wake();
  }

  get abortReason() {
    return this.abortion?.details.cause;
  }

  /** Has the engine look, once, however much has come by then. */
  wake = () => {
    if (this.#isWoken) return;
    this.#isWoken = true;
    soon(() => {
      this.#isWoken = false;
      if (!this.#isOver) this.#look();
    });
  };

  // ---- users ---------------------------------------------------------------------------------

  /** @param {number} size */
  take(size) {
    return this.#batches.take(size);
  }

  /** @param {number} size */
  close(size) {
    return this.#batches.close(size);
  }

  get isCut() {
    return this.#batches.isCut;
  }

  // ---- attempts --------------------------------------------------------------------------------

  /**
   * Builds a request about some users of a batch. Returns the attempt if that took no waiting; if it does, it lands.
   *
   * @param {number} request
   * @param {number} batch
   * @param {number} attempt
   * @param {number} from
   * @param {number} to
   */
  prepare(request, batch, attempt, from, to) {
    const begun = new Attempt(this, { batch, attempt, request }, this.#batches.some(batch, from, to));
    const isOver = begun.prepare();
    if (begun.explanation === undefined) this.#attempts.set(request, begun);
    return isOver ? begun : undefined;
  }

  /** @param {number} request */
  send(request) {
    this.#attempts.get(request)?.send();
  }

  /** A stage of an attempt is over. @param {Attempt} attempt */
  land(attempt) {
    this.#landed.push(attempt);
    this.#turns.land(this.#landed.length === this.#attempts.size);
  }

  landed() {
    const attempt = this.#landed.shift();
    if (attempt?.isSent || attempt?.explanation) this.#attempts.delete(attempt.request);
    return attempt;
  }

  /** Aborts a request: nothing of it lands any more. @param {number} request */
  giveUp(request) {
    const attempt = this.#attempts.get(request);
    attempt?.end();
    this.#attempts.delete(request);
    this.#landed = this.#landed.filter((other) => other !== attempt);
  }

  // ---- time ------------------------------------------------------------------------------------

  /** @param {number} ms */
  sleep(ms) {
    return new Timer(this.#timers, ms, this.wake);
  }

  /** Lets everything else that is due have its turn. */
  breathe() {
    return new Breath(this.wake);
  }

  // ---- verdicts --------------------------------------------------------------------------------

  /**
   * Enters a batch whose every user has a verdict, and calls `onBatch`.
   *
   * @param {number} batch
   * @param {Uint8Array} verdicts a verdict a user: 0 passed, 1 skipped, 2 missing, 3 failed
   * @param {ArrayLike<number>} ranges where the users that failed begin and end, two numbers for each of `errors`
   * @param {FilterUsersError[]} errors
   * @param {Map<unknown, unknown>[]} kept
   * @param {boolean} isRest whether the run was ended by an error: nobody is told of what is settled then
   */
  settle(batch, verdicts, ranges, errors, kept, isRest) {
    const users = this.#batches.remove(batch);
    /** @type {unknown[][]} */
    const lists = [[], [], [], []];
    for (let index = 0; index < users.length; index++) lists[verdicts[index]].push(users[index]);
    const [passed, skipped, missing] = lists;
    const failed = errors.map((error, index) => {
      const [from, to] = [ranges[2 * index], ranges[2 * index + 1]];
      return { batch, users: users.slice(from, to), error };
    });
    const rows = this.#outlet.hasRows ? { rows: gather(kept) } : {};
    const result = { batch, passed, skipped, missing, failed, ...rows };
    this.#outlet.add(result, isRest);
    if (isRest) return;
    const { onBatch } = this.options;
    onBatch?.(result);
  }

  /** Settled batches that are not read yet; nothing where all are kept for the end. */
  get unread() {
    return this.#outlet.unread;
  }

  // ---- who watches -----------------------------------------------------------------------------

  /**
   * A failure of `batch` as users see it.
   *
   * @param {number} code which of `CODES`
   * @param {number} batch
   * @param {number} attempts
   * @param {number | undefined} status
   * @param {number | undefined} retryAfter
   * @param {Explanation | undefined} explanation
   * @param {FilterUsersError | undefined} earlier
   */
  error(code, batch, attempts, status, retryAfter, explanation, earlier) {
    const facts = { batch, attempts, status, retryAfter };
    // No batch had to fail, but the one that was not read any more is as good as failed.
    const isUnread = batch === this.#batches.count;
    const { timeout, deadline } = this.options;
    return failure(code, facts, explanation, earlier, { timeout, deadline, isUnread });
  }

  /**
   * @param {number} kind
   * @param {Float64Array} numbers
   * @param {FilterUsersError[]} errors
   */
  tell(kind, numbers, errors) {
    const { onEvent } = this.options;
    onEvent?.(eventOf(kind, numbers, errors));
  }

  /** @param {Float64Array} figures */
  progress(figures) {
    const { onProgress } = this.options;
    onProgress?.(statsOf(figures));
  }

  // ---- the end ---------------------------------------------------------------------------------

  /** @param {Float64Array} figures */
  finish(figures) {
    this.#release();
    this.#outlet.finish(statsOf(figures));
  }

  /**
   * @param {unknown} error
   * @param {Float64Array} [figures] unless they were lost with the engine
   */
  fail(error, figures) {
    this.#release();
    this.#outlet.fail(error === this.abortion ? this.abortReason : error, figures && statsOf(figures));
  }

  /** Ends a run whose engine has broken down, and with it all that the engine can no longer end itself.
   *
   * @param {FilterUsersError} error
   */
  crash(error) {
    this.close(Number.POSITIVE_INFINITY);
    for (const [batch, { users }] of this.#batches.open) {
      const message = "The engine broke down before these users had a verdict";
      const aborted = new FilterUsersError("ABORTED", message, { batch, cause: error });
      const verdicts = new Uint8Array(users.length).fill(3);
      this.settle(batch, verdicts, [0, users.length], [aborted], [], true);
    }
    this.fail(error, undefined);
  }

  #release() {
    this.#isOver = true;
    for (const task of this.#atEnd) task();
    this.options?.signal?.removeEventListener("abort", this.#hear);
    for (const request of [...this.#attempts.keys()]) this.giveUp(request);
    for (const timer of [...this.#timers]) timer.end();
    this.#turns.stop();
  }
}
