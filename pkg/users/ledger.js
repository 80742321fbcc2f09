import { FilterUsersError } from "../errors.js";
import { Batch } from "./batch.js";
import { EqualKeys, hasEqual } from "./equal.js";
import { checkUsers, keysOf, NO_KEYS, pickedKeys } from "./keys.js";
import { keepPartialResult } from "./partial.js";
import { collect, gather } from "./result.js";

/** @typedef {import("./result.js").BatchResult} BatchResult */

/** A user that failed, behind the verdicts that there are. */
const FAILED = 3;

/**
 * Who is where: every user that was read is in a batch that is open, or in one that is settled, until the result is handed out. It
 * outlives a broken engine.
 */
export class Ledger {
  #source;
  #key = "id";
  #hasRows = false;
  /** How many users were taken. */
  #taken = 0;
  /** How many batches there have been. */
  #count = 0;
  /** Batches without all their verdicts, in the order of the input. @type {Set<Batch>} */
  #open = new Set();
  /** Batches with all of them that are not handed out yet. @type {BatchResult[]} */
  #settled = [];
  #isDropped = false;
  /** The batch in which a user has no key. @type {Batch | undefined} */
  #refused;

  /** @param {import("./source.js").Source} source */
  constructor(source) {
    this.#source = source;
  }

  /**
   * Throws for an array with a user that has no key.
   *
   * @param {string} key
   * @param {boolean} hasRows
   */
  begin(key, hasRows) {
    this.#key = key;
    this.#hasRows = hasRows;
    checkUsers(this.#source.known, key);
  }

  // ---- users that are asked about --------------------------------------------------------------

  /**
   * Has users read; resolves when `count` of them are there to be taken, or no more come.
   *
   * @param {number} size how many are read at most
   * @param {number} count
   */
  read(size, count) {
    return this.#source.read(size, count);
  }

  /** When the oldest of the users came that were read and not taken. */
  get waitingSince() {
    return this.#source.waitingSince;
  }

  /**
   * The next batch; null where there are no more users; undefined while fewer than `least` of them were read.
   *
   * @param {number} size
   * @param {number} least
   * @returns {Batch | null | undefined}
   */
  take(size, least) {
    const users = this.#source.take(size, least);
    if (!users) return users;
    const batch = this.#enter(users);
    const first = this.#taken;
    this.#taken += users.length;
    this.#refused = batch;
    batch.keys = keysOf(users, this.#key, first);
    this.#refused = undefined;
    if (hasEqual(batch.keys.ids)) {
      const equal = new EqualKeys(users, batch.keys.ids);
      batch.equal = equal;
      batch.users = equal.firsts.map((place) => users[place]);
      batch.keys = pickedKeys(batch.keys, equal.firsts);
    }
    return batch;
  }

  /** @param {unknown[]} users */
  #enter(users) {
    const batch = new Batch(this.#count++, users, NO_KEYS);
    this.#open.add(batch);
    return batch;
  }

  /**
   * Ends the reading. Returns what was read but is not known to the engine, in batches.
   *
   * @param {number} size
   */
  close(size) {
    const batches = this.#refused ? [this.#refused] : [];
    const rest = this.#source.close();
    for (let start = 0; start < rest.length; start += size)
      batches.push(this.#enter(rest.slice(start, start + size)));
    return batches;
  }

  /** Whether the source was closed before it was read to its end. */
  get isCut() {
    return this.#source.isCut;
  }

  /** What the source does on being closed. */
  get closed() {
    return this.#source.closed;
  }

  // ---- users that have their verdict -----------------------------------------------------------

  /**
   * Enters a batch whose every user has a verdict.
   *
   * @param {Batch} batch
   * @param {ArrayLike<number>} verdicts a verdict a key: 0 passed, 1 skipped, 2 missing, 3 failed
   * @param {ArrayLike<number>} blamed which of the errors, for each that failed
   * @param {FilterUsersError[]} errors
   * @param {Map<unknown, unknown>[]} maps from user to row
   * @returns {BatchResult}
   */
  settle(batch, verdicts, blamed, errors, maps) {
    const { index, users, equal } = batch;
    /** @type {unknown[][]} */
    const lists = [[], [], []];
    const failed = errors.map((error) => ({ batch: index, users: /** @type {unknown[]} */ ([]), error }));
    if (equal === undefined && failed.length === 0) {
      for (let place = 0; place < users.length; place++) lists[verdicts[place]].push(users[place]);
    } else {
      let next = 0;
      const listOf = Array.from(verdicts, (verdict) =>
        verdict === FAILED ? failed[blamed[next++]].users : lists[verdict],
      );
      const all = equal?.users ?? users;
      for (let place = 0; place < all.length; place++) listOf[equal?.keyOf[place] ?? place].push(all[place]);
    }
    const [passed, skipped, missing] = lists;
    const kept = gather(maps);
    const rows = this.#hasRows ? { rows: equal ? equal.rowsOfAll(kept, users) : kept } : {};
    const result = { batch: index, passed, skipped, missing, failed, ...rows };
    if (!this.#isDropped) this.#settled.push(result);
    this.#open.delete(batch);
    return result;
  }

  /** The next settled batch, where they are read one by one. */
  nextSettled() {
    return this.#settled.shift();
  }

  /** Nobody reads what is settled. */
  drop() {
    this.#isDropped = true;
    this.#settled = [];
  }

  /** All that is settled, in the order of the input. @param {any} stats */
  result(stats) {
    return collect(this.#settled, this.#hasRows, stats);
  }

  /**
   * Keeps the same by the error that ended the run.
   *
   * @param {unknown} error
   * @param {any} stats
   */
  keep(error, stats) {
    keepPartialResult(error, this.result(stats));
    this.#settled = [];
  }

  /**
   * The engine broke down: who has no verdict yet, failed.
   *
   * @param {FilterUsersError} cause
   */
  abandon(cause) {
    this.close(Number.POSITIVE_INFINITY);
    for (const batch of this.#open) {
      const message = "The engine broke down before these users had a verdict";
      const error = new FilterUsersError("ABORTED", message, { batch: batch.index, cause });
      this.settle(
        batch,
        new Uint8Array(batch.length).fill(FAILED),
        new Uint32Array(batch.length),
        [error],
        [],
      );
    }
  }
}
