import { FilterUsersError } from "../errors.js";
import { notify } from "../platform/wait.js";

/** @typedef {import("./ledger.js").Ledger} Ledger */

/**
 * One call of the package: its users, how its caller may end it, and what is to be let go in the end. All of it is JavaScript's,
 * so that it outlives a broken engine.
 */
export class Call {
  ledger;
  /** Why the caller ended the run, if they did. @type {unknown} */
  reason;
  isAborted = false;
  /** Whether nobody reads its batches any more. */
  isLeft = false;
  /** What the engine broke down of. @type {FilterUsersError | undefined} */
  crashed;
  /** Called when the call is over. @type {(call: Call) => void} */
  onEnd = ignore;
  /** Called when the service asks all that share the call's limiter for rest. @type {(until: number) => void} */
  onClosed = ignore;

  /** Called when the run of a stream is over. @type {{ resolve(stats: unknown): void, reject(error: unknown): void }} */
  over = { resolve: ignore, reject: ignore };

  /** Who waits for the engine. @type {Set<(error: FilterUsersError) => void>} */
  #waiting = new Set();
  /** What can be aborted of it. @type {Set<AbortController>} */
  #requests = new Set();
  #leaveSignal = ignore;
  /** Where the engine waits for an abort, and its ticket. */
  #place = -1;
  #ticket = 0;

  /** @param {Ledger} ledger */
  constructor(ledger) {
    this.ledger = ledger;
  }

  /**
   * The options are known: from here on the run may be aborted. Throws for an array with a user that has no key.
   *
   * @param {string} key
   * @param {boolean} hasRows
   * @param {AbortSignal | undefined} signal
   */
  begin(key, hasRows, signal) {
    this.ledger.begin(key, hasRows);
    if (signal === undefined) return;
    const hear = () => this.abort(reasonOf(signal));
    if (signal.aborted) return hear();
    // Whatever behaves like a signal is one, and may have no `removeEventListener`, or one that throws: to leave it is all there is to do.
    this.#leaveSignal = () => attempt(() => signal.removeEventListener?.("abort", hear));
    signal.addEventListener("abort", hear, { once: true });
  }

  /** The caller ends the run. The first reason counts. @param {unknown} reason */
  abort(reason) {
    if (this.isAborted) return;
    this.isAborted = true;
    this.reason = reason;
    if (this.#place >= 0) notify(this.#place, this.#ticket);
  }

  /** Nobody reads its batches any more. */
  leave() {
    this.isLeft = true;
    this.abort(new FilterUsersError("ABORTED", "The stream was left before these users had a verdict"));
  }

  /**
   * The engine waits for an abort.
   *
   * @param {number} place
   * @param {number} ticket
   */
  awaitAbort(place, ticket) {
    this.#place = place;
    this.#ticket = ticket;
    if (this.isAborted) notify(place, ticket);
  }

  /**
   * What the engine answers, or the error of its breaking down, since it does not answer any more then.
   *
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T>}
   */
  orCrash(answer) {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      const done = () => this.#waiting.delete(reject);
      answer.then(resolve, reject).then(done);
    });
  }

  /** A request is in flight. @param {AbortController} controller */
  add(controller) {
    this.#requests.add(controller);
  }

  /** It is answered, or aborted. @param {AbortController} controller */
  remove(controller) {
    this.#requests.delete(controller);
  }

  /** A stream's run is over. @param {unknown} stats */
  finished(stats) {
    this.over.resolve(stats);
  }

  /** The same, by an error. @param {unknown} error */
  failed(error) {
    this.over.reject(error);
  }

  /** The result of a run that is over. @param {any} stats */
  result(stats) {
    return this.ledger.result(stats);
  }

  /** All that share its limiter are asked for rest. @param {number} until */
  closed(until) {
    this.onClosed(until);
  }

  /** The run is over: what is left of it is let go. */
  end() {
    this.#leaveSignal();
    this.#place = -1;
    for (const request of this.#requests) request.abort(this.reason);
    this.#requests.clear();
    this.onEnd(this);
  }

  /**
   * The run was ended by an error, by which its partial result is kept.
   *
   * @param {unknown} error
   * @param {any} [stats] unless they were lost with the engine
   */
  fail(error, stats) {
    this.ledger.keep(error, stats);
  }

  /** Ends a run whose engine has broken down, and with it all that the engine can no longer end itself. @param {FilterUsersError} error */
  crash(error) {
    this.crashed = error;
    this.ledger.abandon(error);
    this.fail(error);
    this.end();
    for (const reject of this.#waiting) reject(error);
  }
}

function ignore() {}

/**
 * Why it aborts: there has to be a reason, which polyfills may not have. What is thrown in its place is as good.
 *
 * @param {AbortSignal} signal
 */
function reasonOf(signal) {
  try {
    const { reason } = signal;
    return reason === undefined ? AbortSignal.abort().reason : reason;
  } catch (thrown) {
    return thrown;
  }
}

/** @param {() => void} action */
function attempt(action) {
  try {
    action();
  } catch {
    // Nothing depends on it.
  }
}
