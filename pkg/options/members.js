import { FilterUsersError, show, wrong } from "../errors.js";
import { nearest } from "./nearest.js";

/** Counts end here: more means no limit, and the engine counts in 32 bits. */
const HIGHEST_COUNT = 2 ** 31 - 1;

/**
 * Checks the members of an object of the caller's, and says what is wrong with one in one style:
 * "Expected `batchSize` to be an integer from 1 up, got 1.5".
 */
export class Members {
  #object;
  #prefix;
  #areRequired;

  /**
   * @param {any} object
   * @param {string} prefix where it stands in the options: empty, or ending with a dot
   * @param {readonly string[]} names of the members it may have
   * @param {boolean} [areRequired] whether none of them may be left out
   */
  constructor(object, prefix, names, areRequired = false) {
    this.#object = object;
    this.#prefix = prefix;
    this.#areRequired = areRequired;
    for (const name of Object.keys(object)) if (!names.includes(name)) throw unknown(prefix, name, names);
  }

  /** @param {string} name @returns {any} */
  get(name) {
    return this.#object[name];
  }

  /**
   * An error that says what `name` takes.
   *
   * @param {string} name
   * @param {string} takes
   * @param {unknown} got
   */
  wrong(name, takes, got) {
    return wrong(`${this.#prefix}${name}`, takes, show(got));
  }

  /**
   * The member as `read` understands it, which returns undefined where it does not; undefined also for one that is left
   * out and may be.
   *
   * @template T
   * @param {string} name
   * @param {string} takes
   * @param {(value: any) => T | undefined} read
   * @returns {T | undefined}
   */
  read(name, takes, read) {
    const value = this.get(name);
    if (value === undefined && !this.#areRequired) return undefined;
    const understood = read(value);
    if (understood === undefined) throw this.wrong(name, takes, value);
    return understood;
  }

  /** @param {string} name @returns {string | undefined} */
  string(name) {
    return this.read(name, "a string", (value) => (typeof value === "string" ? value : undefined));
  }

  /** @param {string} name @returns {boolean | undefined} */
  boolean(name) {
    return this.read(name, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  /** @param {string} name @returns {Function | undefined} */
  function(name) {
    return this.read(name, "a function", (value) => (typeof value === "function" ? value : undefined));
  }

  /**
   * @param {string} name
   * @param {number} least
   */
  integer(name, least) {
    return this.read(name, `an integer from ${least} up`, (value) =>
      isInteger(value, least) ? value : undefined,
    );
  }

  /**
   * An integer of which a very high one means no limit.
   *
   * @param {string} name
   * @param {number} least
   */
  count(name, least) {
    return this.read(name, `an integer from ${least} up`, (value) => toCount(value, least));
  }

  /**
   * @param {string} name
   * @param {string} takes
   * @param {(value: number) => boolean} isFit
   */
  number(name, takes, isFit) {
    return this.read(name, takes, (value) => (Number.isFinite(value) && isFit(value) ? value : undefined));
  }

  /** Milliseconds above 0. @param {string} name */
  duration(name) {
    return this.number(name, "a number of milliseconds above 0", (value) => value > 0);
  }

  /** Milliseconds, 0 allowed. @param {string} name */
  delay(name) {
    return this.number(name, "a number of milliseconds from 0 up", (value) => value >= 0);
  }

  /**
   * One of a few words.
   *
   * @template {string} Word
   * @param {string} name
   * @param {readonly Word[]} words
   * @returns {Word | undefined}
   */
  word(name, words) {
    const takes = words.map((word) => `"${word}"`).join(" or ");
    return this.read(name, takes, (value) => (words.includes(value) ? value : undefined));
  }

  /**
   * HTTP statuses, as a list of our own.
   *
   * @param {string} name
   * @param {string} [orElse] what it may be besides
   * @param {(value: unknown) => readonly number[] | undefined} [read]
   * @returns {readonly number[] | undefined}
   */
  statuses(name, orElse = "", read = () => undefined) {
    return this.read(name, `${orElse}an array of HTTP statuses`, (value) => {
      if (!Array.isArray(value)) return read(value);
      const list = [...value];
      return list.every((status) => isInteger(status, 100) && status <= 599) ? list : undefined;
    });
  }

  /**
   * An object that is no array. Not by `instanceof`: an object of another realm is one, too.
   *
   * @param {string} name
   * @param {string} takes
   */
  object(name, takes) {
    return this.read(name, takes, (value) => (isObject(value) && !Array.isArray(value) ? value : undefined));
  }

  /**
   * The members of such an object.
   *
   * @param {string} name
   * @param {string} takes
   * @param {readonly string[]} names
   * @param {boolean} [areRequired]
   */
  members(name, takes, names, areRequired) {
    const object = this.object(name, takes);
    return object && new Members(object, `${name}.`, names, areRequired);
  }
}

/** @param {unknown} value @returns {boolean} */
export function isObject(value) {
  return value !== null && typeof value === "object";
}

/**
 * @param {any} value
 * @param {number} least
 */
export function toCount(value, least) {
  return isInteger(value, least) ? Math.min(value, HIGHEST_COUNT) : undefined;
}

/**
 * Whether it is a safe integer from `least` up.
 *
 * @param {any} value
 * @param {number} least
 */
function isInteger(value, least) {
  return Number.isSafeInteger(value) && value >= least;
}

/**
 * @param {string} prefix
 * @param {string} name
 * @param {readonly string[]} names
 */
function unknown(prefix, name, names) {
  const near = nearest(name, names);
  const hint = near
    ? `did you mean \`${prefix}${near}\`?`
    : `there are ${names.map((known) => `\`${known}\``).join(", ")}`;
  return new FilterUsersError("INVALID_OPTION", `There is no option \`${prefix}${name}\`: ${hint}`);
}
