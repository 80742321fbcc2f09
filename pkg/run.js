import { Attempt } from "./attempt.js";
import { FilterUsersError } from "./errors.js";
import { checkUsers, idsOf } from "./ids.js";
import { gather } from "./result.js";
import { Timer } from "./timer.js";

/**
 * Where settled batches go, and word of how the run ended.
 *
 * @typedef {object} Outlet
 * @property {boolean} hasRows whether batches have rows
 * @property {(batch: import("./result.js").Batch, isRest: boolean) => void} add
 * @property {(stats: any) => void} finish
 * @property {(error: unknown, stats: any) => void} fail
 * @property {number} [unread] settled batches not read yet, where they are read one by one
 * @property {() => Promise<void>} [read] resolves when a batch is read
 */

/**
 * One run, as JavaScript sees it: the users on their way, and all that is to be let go in the end. The engine decides;
 * whatever is an object of the caller's stays here, so that it outlives the engine.
 */
export class Run {
  /** Attempts and timers that are under way. Empty once a run has ended. @type {Set<{ end(): void }>} */
  holds = new Set();
  /** Why the caller ended the run. @type {unknown} */
  abortReason;
  /** Resolves when the caller ends the run, or when it is over. @type {Promise<boolean>} */
  aborted;

  /** Called when the run is over. */
  onEnd = () => {};

  #source;
  /** @type {AbortSignal | undefined} */
  #signal;
  #key = "id";
  #taken = 0;
  #batches = 0;
  /** @type {Map<number, unknown[]>} batches without all their verdicts */
  #open = new Map();
  /** @type {{ batch: number, users: unknown[] } | undefined} */
  #refused;
  /** @type {(aborted: boolean) => void} */
  #wake = () => {};
  /** Whether the caller has ended the run: known at once, while a promise tells a moment later. */
  isAborted = false;
  #hear = () => this.abort(/** @type {AbortSignal} */ (this.#signal).reason);
  #outlet;

  /**
   * @param {import("./source.js").Source} source
   * @param {Outlet} outlet
   */
  constructor(source, outlet) {
    this.#source = source;
    this.#outlet = outlet;
    this.aborted = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /**
   * The options are known: from here on the run may be aborted. Throws for an array with a user that has no key.
   *
   * @param {import("./options.js").Options} options
   */
  begin({ key, signal, keepRows }) {
    this.#key = key;
    this.#outlet.hasRows = keepRows;
    checkUsers(this.#source.known, key);
    this.#signal = signal;
    if (signal?.aborted) this.#hear();
    else signal?.addEventListener("abort", this.#hear, { once: true });
  }

  /** The caller ends the run. The first reason counts. @param {unknown} reason */
  abort(reason) {
    if (this.isAborted) return;
    this.isAborted = true;
    this.abortReason = reason;
    this.#wake(true);
  }

  // ---- users ---------------------------------------------------------------------------------

  /**
   * The next batch and its keys; null when there are no more users.
   *
   * @param {number} size
   */
  take(size) {
    const users = this.#source.take(size);
    return users instanceof Promise ? users.then((taken) => this.#enter(taken)) : this.#enter(users);
  }

  /** @param {unknown[] | null} users */
  #enter(users) {
    if (users === null) return null;
    const batch = this.#batches++;
    this.#open.set(batch, users);
    const first = this.#taken;
    this.#taken += users.length;
    try {
      return { users, ids: idsOf(users, this.#key, first) };
    } catch (error) {
      this.#refused = { batch, users };
      throw error;
    }
  }

  /**
   * Ends the reading, and hands out in batches what was read but is not known to the engine.
   *
   * @param {number} size
   */
  close(size) {
    const batches = this.#refused === undefined ? [] : [this.#refused.users];
    const rest = this.#source.close();
    for (let start = 0; start < rest.length; start += size) {
      const users = rest.slice(start, start + size);
      this.#open.set(this.#batches++, users);
      batches.push(users);
    }
    return batches;
  }

  /** Whether the source was closed before it was read to its end. */
  get isCut() {
    return this.#source.isCut;
  }

  /**
   * @param {unknown[]} users
   * @param {number} from
   * @param {number} to
   */
  slice(users, from, to) {
    const some = users.slice(from, to);
    return { users: some, ids: idsOf(some, this.#key, 0) };
  }

  // ---- what the engine waits for ----------------------------------------------------------------

  /** @param {number} ms */
  sleep(ms) {
    return new Timer(this, ms);
  }

  /**
   * @param {number} batch
   * @param {number} attempt
   * @param {number} request
   */
  attempt(batch, attempt, request) {
    return new Attempt(this, { batch, attempt, request });
  }

  // ---- verdicts --------------------------------------------------------------------------------

  /**
   * Enters a batch whose every user has a verdict.
   *
   * @param {number} batch
   * @param {Uint8Array} verdicts a verdict a user: 0 passed, 1 skipped, 2 missing, 3 failed
   * @param {{ from: number, to: number, error: FilterUsersError }[]} failures
   * @param {Map<unknown, unknown>[]} kept
   * @param {boolean} isRest whether the run was ended by an error: nobody is told of what is settled then
   */
  settle(batch, verdicts, failures, kept, isRest) {
    const users = this.#open.get(batch) ?? [];
    /** @type {unknown[][]} */
    const lists = [[], [], [], []];
    for (let index = 0; index < users.length; index++) lists[verdicts[index]].push(users[index]);
    const [passed, skipped, missing] = lists;
    const failed = failures.map(({ from, to, error }) => ({ batch, users: users.slice(from, to), error }));
    const rows = this.#outlet.hasRows ? { rows: gather(kept) } : {};
    const result = { batch, passed, skipped, missing, failed, ...rows };
    this.#open.delete(batch);
    this.#outlet.add(result, isRest);
    return result;
  }

  /** Settled batches that are not read yet; nothing where all are kept for the end. */
  get unread() {
    return this.#outlet.unread;
  }

  /** Resolves when the caller has read a batch. */
  read() {
    return this.#outlet.read?.();
  }

  // ---- the end ---------------------------------------------------------------------------------

  /** @param {any} stats */
  finish(stats) {
    this.#release();
    this.#outlet.finish(stats);
  }

  /**
   * @param {unknown} error
   * @param {any} stats
   */
  fail(error, stats) {
    this.#release();
    this.#outlet.fail(error, stats);
  }

  /** Ends a run whose engine has broken down, and with it all that the engine can no longer end itself.
   *
   * @param {FilterUsersError} error
   */
  crash(error) {
    this.close(Number.POSITIVE_INFINITY);
    for (const [batch, users] of [...this.#open]) {
      const message = "The engine broke down before these users had a verdict";
      const aborted = new FilterUsersError("ABORTED", message, { batch, cause: error });
      this.settle(
        batch,
        new Uint8Array(users.length).fill(3),
        [{ from: 0, to: users.length, error: aborted }],
        [],
        true,
      );
    }
    this.fail(error, undefined);
  }

  #release() {
    this.onEnd();
    this.#signal?.removeEventListener("abort", this.#hear);
    this.#wake(false);
    for (const hold of [...this.holds]) hold.end();
  }
}
