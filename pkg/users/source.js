import { show, wrong } from "../errors.js";
import { now, turn } from "../platform/wait.js";

/** @typedef {Iterator<unknown> | AsyncIterator<unknown>} AnyIterator */

/** After so many users others have their turn: those of a source without end may all be there at once, and batches be large. */
const STEPS_A_TURN = 1_000;

/**
 * Where the users come from: takes them as they are wanted, and knows at any moment which were read but not taken.
 *
 * Arrays, Sets and Maps are read to their end when the run is cut short, since all of it was given; any other source is closed.
 */
export class Source {
  /** @type {unknown[]} read from the source, not yet taken */
  #read = [];
  /** How many of `#read` were taken; an array is taken in slices. */
  #taken = 0;
  #isGivenWhole;
  #isDone = false;
  /** Whether a user is waited for. */
  #isReading = false;
  /** Who waits until so many are there. @type {{ count: number, resolve(): void, reject(thrown: unknown): void } | undefined} */
  #waiting;
  /** What was thrown while nobody may have been waiting. @type {{ thrown: unknown } | undefined} */
  #failure;
  /** When the oldest came of those that were read and not taken. @type {number | undefined} */
  waitingSince;
  #opening;
  /** Begun with the first user that is wanted: a call that is refused leaves the source as it was. @type {AnyIterator | undefined} */
  #begun;
  /** Whether it was closed before it was read to its end: what it still had is no part of the run. */
  isCut = false;
  /** What it does on being closed, unless it was waited for and may never answer. @type {Promise<unknown>} */
  closed = Promise.resolve();

  /** Whether what was read is an array of our own, which is taken in slices as they lie in memory. */
  #isOwn = true;

  /** An array is copied, so that the caller may go on changing it. @param {any} users */
  static copied(users) {
    if (!Array.isArray(users)) return new Source(users);
    const source = new Source([...users]);
    source.#isOwn = true;
    return source;
  }

  /** An array is read in place, so that a stream takes no memory for what is not its turn yet. @param {any} users */
  constructor(users) {
    if (users === null || typeof users !== "object") throw notUsers(users);
    this.#isGivenWhole = isWhole(users);
    this.#opening = openingOf(users);
    if (Array.isArray(users)) {
      this.#read = users;
      this.#isOwn = false;
      this.#isDone = true;
    }
  }

  get #iterator() {
    this.#begun ??= this.#opening.begin();
    return this.#begun;
  }

  /** The users of an array, all of them; of another source those that were read and not taken. */
  get known() {
    return this.#read;
  }

  /**
   * The next users: `size` of them, or fewer at the end; null when there are no more; undefined while they have to be waited for,
   * fewer than `least` being there. At no moment are they anywhere but here or with who took them.
   *
   * @param {number} size
   * @param {number} least
   * @returns {unknown[] | null | undefined}
   */
  take(size, least) {
    if (this.#opening.isAsync && (this.#failure || this.#wants(least))) return undefined;
    while (!this.#opening.isAsync && this.#wants(size)) this.#keep(this.#next());
    return this.#hand(size);
  }

  /**
   * Reads users that have to be waited for, up to `size` of them; resolves when `count` are there, or no more come. To read goes
   * on meanwhile.
   *
   * @param {number} size
   * @param {number} count
   * @returns {Promise<void>}
   */
  read(size, count) {
    return new Promise((resolve, reject) => {
      this.#waiting = { count, resolve, reject };
      if (this.#isReading || this.#failure) this.#tell();
      else this.#readOn(size);
    });
  }

  /** @param {number} size */
  async #readOn(size) {
    this.#isReading = true;
    try {
      for (let steps = 1; this.#wants(size); steps++) {
        this.#keep(await this.#iterator.next());
        this.#tell();
        if (steps % STEPS_A_TURN === 0) await turn();
      }
    } catch (thrown) {
      this.#failure = { thrown: this.#broken(thrown) };
    }
    this.#isReading = false;
    this.#tell();
  }

  /** Tells who waits for users, if there is something to be told. */
  #tell() {
    if (this.#failure) this.#waiting?.reject(this.#failure.thrown);
    else if (this.#isDone || this.#read.length >= (this.#waiting?.count ?? 0)) this.#waiting?.resolve();
  }

  /** @returns {any} */
  #next() {
    try {
      return this.#iterator.next();
    } catch (error) {
      throw this.#broken(error);
    }
  }

  /** An iterator that threw is over, and not asked to close: a loop would not, either. @param {unknown} error */
  #broken(error) {
    this.#isDone = true;
    return error;
  }

  /** @param {number} size */
  #wants(size) {
    return !this.#isDone && this.#read.length < size;
  }

  /** @param {IteratorResult<unknown>} step */
  #keep(step) {
    // A step that comes in after the source was closed is no part of the run.
    if (this.#isDone) return;
    if (step.done) this.#isDone = true;
    else {
      this.waitingSince ??= now();
      this.#read.push(step.value);
    }
  }

  /** @param {number} size */
  #hand(size) {
    const end = this.#taken + size;
    const users = this.#isOwn ? this.#read.slice(this.#taken, end) : part(this.#read, this.#taken, end);
    this.#taken += users.length;
    if (this.#taken >= this.#read.length) this.#forget();
    return users.length > 0 ? users : null;
  }

  #forget() {
    this.#read = [];
    this.#taken = 0;
    this.waitingSince = undefined;
  }

  /**
   * Ends the reading. Returns the users that were read but not taken, or that are known without waiting.
   *
   * @returns {unknown[]}
   */
  close() {
    if (!this.#isDone) {
      if (this.#isGivenWhole) this.#readRest();
      else {
        this.isCut = true;
        this.#leave();
      }
      this.#isDone = true;
    }
    const users = this.#rest();
    this.#forget();
    return users;
  }

  /** @returns {unknown[]} */
  #rest() {
    /** @type {unknown[]} */
    const users = [];
    try {
      part(this.#read, this.#taken, this.#read.length, users);
    } catch {
      // An array that throws.
      this.isCut = true;
    }
    return users;
  }

  #readRest() {
    try {
      while (this.#wants(Number.POSITIVE_INFINITY)) this.#keep(this.#next());
    } catch {
      // A Set whose own iterator throws: the run has ended by something else, and who was read by then has a verdict.
      this.isCut = true;
    }
  }

  #leave() {
    const wasReading = this.#isReading;
    const closed = this.#close();
    // What a source says to that changes nothing about how the run ended. Who leaves a stream is told.
    closed.catch(() => {});
    if (!wasReading || this.#opening.endsReads) this.closed = closed;
  }

  async #close() {
    await this.#opening.close(this.#iterator);
  }
}

/**
 * Whether all of it is there at once. Not by `instanceof`: those of another realm are, too.
 *
 * @param {object} users
 */
function isWhole(users) {
  return (
    Array.isArray(users) || ["[object Set]", "[object Map]"].includes(Object.prototype.toString.call(users))
  );
}

/**
 * As `slice`, which makes of a subclass's array whatever that wants, and all at once.
 *
 * @param {readonly unknown[]} list
 * @param {number} from
 * @param {number} to
 * @param {unknown[]} [users] where they are put
 */
function part(list, from, to, users = []) {
  const end = Math.min(to, list.length);
  for (let index = from; index < end; index++) users.push(list[index]);
  return users;
}

/**
 * How a source is begun and closed, whether its users have to be waited for, and whether to close it ends a read that is waited for.
 *
 * @param {any} users
 * @returns {{ isAsync: boolean, endsReads?: boolean, begin: () => AnyIterator, close: (begun: any) => unknown }}
 */
function openingOf(users) {
  // Before its iterator: that closes only when the read that is waited for is over.
  if (typeof users.getReader === "function")
    return { isAsync: true, endsReads: true, begin: () => readerIterator(users.getReader()), close: finish };
  if (typeof users[Symbol.asyncIterator] === "function") {
    const isNodeStream = typeof users.pipe === "function" && typeof users.destroy === "function";
    const close = isNodeStream ? () => void users.destroy() : finish;
    return { isAsync: true, endsReads: isNodeStream, begin: () => users[Symbol.asyncIterator](), close };
  }
  if (typeof users[Symbol.iterator] === "function")
    return { isAsync: false, begin: () => users[Symbol.iterator](), close: finish };
  throw notUsers(users);
}

/** @param {AnyIterator} iterator */
function finish(iterator) {
  return iterator.return?.();
}

/** @param {any} users */
function notUsers(users) {
  return wrong(
    "users",
    "an iterable, an async iterable or a ReadableStream of users",
    show(users) + hint(users),
  );
}

/** What was probably forgotten. @param {any} users */
function hint(users) {
  try {
    if (typeof users?.then === "function") return " (is an `await` missing?)";
    const list = Object.keys(users ?? {}).find((name) => Array.isArray(users[name]));
    return list === undefined ? "" : ` (its \`${list}\` is an array)`;
  } catch {
    // A getter that throws hides what there is.
    return "";
  }
}

/**
 * @param {ReadableStreamDefaultReader<unknown>} reader
 * @returns {AsyncIterator<unknown>}
 */
function readerIterator(reader) {
  return {
    next: async () => {
      const step = await reader.read();
      if (step.done) reader.releaseLock();
      return /** @type {IteratorResult<unknown>} */ (step);
    },
    return: async () => {
      await reader.cancel();
      reader.releaseLock();
      return { done: true, value: undefined };
    },
  };
}
