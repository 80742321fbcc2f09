import { FilterUsersError, show, wrong } from "./errors.js";
import { distance } from "./spelling.js";

/**
 * Reads the members of an object of the caller's, and says what is wrong with one in one style:
 * "Expected `batchSize` to be an integer from 1 up, got 1.5".
 */
export class Members {
  #object;
  #prefix;
  #areNeeded;

  /**
   * @param {any} object
   * @param {string} prefix where it stands in the options: empty, or ending with a dot
   * @param {readonly string[]} names of the members it may have
   * @param {boolean} [areNeeded] whether none of them may be left out
   */
  constructor(object, prefix, names, areNeeded = false) {
    this.#object = object;
    this.#prefix = prefix;
    this.#areNeeded = areNeeded;
    for (const name of Object.keys(object)) {
      if (names.includes(name)) continue;
      const near = nearest(name, names);
      const hint = near
        ? `did you mean \`${prefix}${near}\`?`
        : `there are ${names.map((known) => `\`${known}\``).join(", ")}`;
      throw new FilterUsersError("INVALID_OPTION", `There is no option \`${prefix}${name}\`: ${hint}`);
    }
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
   * The member, unless it may be left out and is, as `read` understands it, which answers undefined where it does not.
   *
   * @template T
   * @param {string} name
   * @param {string} takes
   * @param {(value: any) => T | undefined} read
   * @returns {T | undefined}
   */
  read(name, takes, read) {
    const value = this.get(name);
    if (value === undefined && !this.#areNeeded) return undefined;
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
    return this.read(name, `an integer from ${least} up`, (value) => toInteger(value, least));
  }

  /**
   * @param {string} name
   * @param {string} takes
   * @param {(value: number) => boolean} isFit
   */
  number(name, takes, isFit) {
    return this.read(name, takes, (value) =>
      typeof value === "number" && Number.isFinite(value) && isFit(value) ? value : undefined,
    );
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
   * The place of the member among a few words.
   *
   * @param {string} name
   * @param {readonly string[]} words
   */
  word(name, words) {
    const takes = words.map((word) => `"${word}"`).join(" or ");
    return this.read(name, takes, (value) => (words.includes(value) ? words.indexOf(value) : undefined));
  }

  /**
   * HTTP statuses.
   *
   * @param {string} name
   * @param {string} [orElse] what it may be besides
   * @param {(value: unknown) => readonly number[] | undefined} [read]
   */
  statuses(name, orElse = "", read = () => undefined) {
    return this.read(name, `${orElse}an array of HTTP statuses`, (value) => {
      const isList = Array.isArray(value) && value.every((status) => toInteger(status, 100) && status <= 599);
      return isList ? value : read(value);
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
   * @param {boolean} [areNeeded]
   */
  members(name, takes, names, areNeeded) {
    const object = this.object(name, takes);
    return object && new Members(object, `${name}.`, names, areNeeded);
  }
}

/** @param {unknown} value @returns {boolean} */
export function isObject(value) {
  return value !== null && typeof value === "object";
}

/**
 * A safe integer from `least` up; undefined for anything else.
 *
 * @param {any} value
 * @param {number} least
 * @returns {number | undefined}
 */
export function toInteger(value, least) {
  return Number.isSafeInteger(value) && value >= least ? value : undefined;
}

/**
 * @param {string} name
 * @param {readonly string[]} names
 */
function nearest(name, names) {
  const distances = names.map((other) => distance(name, other));
  const least = Math.min(...distances);
  const near = names[distances.indexOf(least)];
  return least <= Math.min(Math.ceil(near.length / 2), 4) ? near : undefined;
}
