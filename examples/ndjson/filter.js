/** Filters NDJSON, a user a line. Nothing is read faster than it is written, so memory does not grow with the input. */

import { pipeline } from "node:stream/promises";
import { streamUsers } from "filter-users";

/** A longer line is the sign of a file that is no NDJSON, and all of it would have to be held. In characters. */
const LONGEST_LINE = 1024 * 1024;

/** Where a user keeps its line: that is written, so that long numbers, spaces and all come out as they went in. */
const LINE = Symbol("line");

/** @typedef {Record<PropertyKey, any>} User */

/**
 * Writes the lines of the users that pass, in the order in which their batches are answered. The first batch that fails
 * ends it (unless `onError` says otherwise): a file that lacks users without a word would be worse than none.
 *
 * @param {import("node:stream").Readable} input
 * @param {NodeJS.WritableStream} output
 * @param {import("filter-users").FilterOptions<User, any>} options
 * @returns {Promise<import("filter-users").Stats | undefined>}
 */
export async function filterLines(input, output, { signal, ...options }) {
  /** @type {import("filter-users").UserStream<User> | undefined} */
  let stream;
  await pipeline(
    input,
    (bytes) => usersIn(bytes, options.key ?? "id"),
    // The pipeline's signal (of which the types do not know) follows the caller's, and ends the requests when the
    // output breaks, too.
    async function* (users, /** @type {{ signal?: AbortSignal }} */ { signal } = {}) {
      stream = streamUsers(users, { onError: "throw", ...options, signal });
      for await (const { passed } of stream.batches()) yield passed.map((user) => user[LINE]).join("");
    },
    output,
    { signal },
  );
  return stream?.stats;
}

/** @param {AsyncIterable<Uint8Array>} bytes @param {string} key */
async function* usersIn(bytes, key) {
  let number = 0;
  for await (const line of linesIn(bytes)) {
    number++;
    if (line.length > LONGEST_LINE) throw bad(number, `is longer than ${LONGEST_LINE} characters`);
    if (line.trim() !== "") yield userOf(line, number, key);
  }
}

/** The last line may lack its end, and one that is far too long comes in pieces. @param {AsyncIterable<Uint8Array>} bytes */
async function* linesIn(bytes) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > LONGEST_LINE) yield rest;
  }
  yield rest + decoder.decode();
}

/**
 * @param {string} line
 * @param {number} number
 * @param {string} key
 * @returns {User}
 */
function userOf(line, number, key) {
  let user;
  try {
    user = JSON.parse(line);
  } catch (cause) {
    throw bad(number, `is not JSON (${/** @type {Error} */ (cause).message})`);
  }
  if (user?.[key] === undefined) throw bad(number, `is no object with "${key}"`);
  return Object.assign(user, { [LINE]: `${line}\n` });
}

/** @param {number} number @param {string} what */
function bad(number, what) {
  return new Error(`Line ${number} ${what}. Mend or remove it, and filter again.`);
}
