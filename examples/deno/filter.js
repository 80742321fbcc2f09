/** Filters NDJSON, a user a line, from standard input to standard output, by what a service says of each. */

import { streamUsers } from "filter-users";

const USAGE = `How it is called:
  deno run --allow-net=HOST filter.js URL CONDITION < users.ndjson > passed.ndjson
As in:
  deno run --allow-net=balances.example.com filter.js \\
    https://balances.example.com/v1/balances:batchGet '{"currentBalance":{"$gt":500}}'`;

/** In characters. A longer line is the sign of a file that is no NDJSON, and all of it would be held. */
const LONGEST_LINE = 1024 * 1024;

/**
 * What is used of Deno.
 *
 * @typedef {object} DenoGlobal
 * @property {string[]} args
 * @property {{ readable: ReadableStream<BufferSource> }} stdin
 * @property {{ writable: WritableStream<Uint8Array> }} stdout
 * @property {(code: number) => never} exit
 */

/** The service is told the id; the line is what is written. @typedef {{ id: unknown, line: string }} User */

const { args, stdin, stdout, exit } = /** @type {{ Deno: DenoGlobal }} */ (
  /** @type {unknown} */ (globalThis)
).Deno;

try {
  console.error(figures(await filter(...given(args))));
} catch (error) {
  console.error(message(error));
  // Standard input may be open still, and would be waited for.
  exit(1);
}

/** @param {URL} url @param {import("filter-users").Where} where */
async function filter(url, where) {
  /** @type {import("filter-users").FilterOptions<User>} */
  // A file that lacks the users of a failed batch without a word would be worse than none.
  const options = { url, where, onError: "throw" };
  /** @type {import("filter-users").UserStream<User>} */
  const stream = streamUsers(usersIn(stdin.readable), options);
  const writer = stdout.writable.getWriter();
  const encoder = new TextEncoder();
  for await (const { passed } of stream.batches()) {
    const lines = passed.map(({ line }) => `${line}\n`).join("");
    // The next batch is taken when this one is out: a slow reader holds up the requests, and those the input.
    if (lines !== "") await writer.write(encoder.encode(lines));
  }
  return stream.stats;
}

/** @param {ReadableStream<BufferSource>} bytes @returns {AsyncGenerator<User>} */
async function* usersIn(bytes) {
  let number = 0;
  try {
    for await (const line of linesIn(bytes)) {
      number++;
      if (line.length > LONGEST_LINE) throw bad(number, `is longer than ${LONGEST_LINE} characters`);
      if (line.trim() !== "") yield { id: idIn(line, number), line };
    }
  } catch (error) {
    // The decoder's: it ends a chunk of many lines.
    if (error instanceof TypeError) throw bad(number + 1, "or one soon after it is not UTF-8");
    throw error;
  }
}

/**
 * The last line may lack its end, and one that is far too long comes in pieces.
 *
 * @param {ReadableStream<BufferSource>} bytes
 */
async function* linesIn(bytes) {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }))) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > LONGEST_LINE) yield rest;
  }
  yield rest;
}

/** @param {string} line @param {number} number */
function idIn(line, number) {
  let user;
  try {
    user = JSON.parse(line);
  } catch (cause) {
    throw bad(number, `is not JSON (${/** @type {Error} */ (cause).message})`);
  }
  const id = user?.id;
  // JSON has longer numbers than JavaScript: such an id would be another one by now.
  if (typeof id === "string" || Number.isSafeInteger(id)) return id;
  throw bad(number, `is no object whose "id" is a string or an integer up to ${Number.MAX_SAFE_INTEGER}`);
}

/** @param {number} number @param {string} what */
function bad(number, what) {
  return new Error(`Line ${number} ${what}. Mend or remove it, and filter again.`);
}

/** @param {string[]} args @returns {[URL, import("filter-users").Where]} */
function given(args) {
  if (args.length !== 2) throw new Error(`It takes two arguments, and got ${args.length}.\n${USAGE}`);
  const [url, where] = args;
  if (!URL.canParse(url)) throw new Error(`This is no address: ${url}\n${USAGE}`);
  return [new URL(url), condition(where)];
}

/** @param {string} text */
function condition(text) {
  try {
    const where = JSON.parse(text);
    if (Object.prototype.toString.call(where) === "[object Object]") return where;
  } catch {
    // What is no JSON is no condition.
  }
  throw new Error(
    `The condition has to be a JSON object, in quotes for the shell, and is: ${text}\n${USAGE}`,
  );
}

/** @param {import("filter-users").Stats} stats */
function figures({ users, requests, time }) {
  const verdicts = `${users.passed} passed, ${users.skipped} skipped, ${users.missing} missing`;
  return `${users.total} users: ${verdicts}; ${requests.sent} requests, ${(time.total / 1000).toFixed(1)} s`;
}

/** With the cause, which is where Deno says what it does not allow. @param {unknown} error */
function message(error) {
  const { message, cause } = /** @type {Error} */ (error);
  return cause instanceof Error && !message.includes(cause.message)
    ? `${message}: ${cause.message}`
    : message;
}
