/**
 * The dials: how a request asks the service to misbehave. Each is a query parameter (`?latency=50`) or a header
 * (`x-dial-latency: 50`); where both are given, the query parameter holds. `GET /v1/dials` answers this table.
 */

import { Problem } from "./problem.js";

/**
 * @template T
 * @typedef {object} Dial
 * @property {string} takes
 * @property {string[]} examples
 * @property {string} does
 * @property {(text: string) => T | undefined} read `undefined` for a value that it does not take.
 */

/** @template T @param {Dial<T>} dial */
const dial = (dial) => dial;

export const DIALS = {
  latency: dial({
    takes: "milliseconds, 0 to 60000",
    examples: ["50"],
    does: "answers that much later",
    read: number(0, 60_000),
  }),
  spread: dial({
    takes: "milliseconds, 0 to 60000",
    examples: ["20"],
    does: "makes each answer up to that much earlier or later than `latency` says",
    read: number(0, 60_000),
  }),
  "per-id": dial({
    takes: "milliseconds, 0 to 1000",
    examples: ["0.5"],
    does: "answers that much later for each id asked about, as a service does that has to look them up",
    read: number(0, 1_000),
  }),
  slow: dial({
    takes: "a share, 0 to 1, and milliseconds, 0 to 60000, with a colon between them",
    examples: ["0.05:2000"],
    does: "answers that share of the requests that much later",
    read: readSlow,
  }),
  fail: dial({
    takes: "statuses from 400 to 599, each with its share of the requests, shares adding up to at most 1",
    examples: ["503:0.1,500:0.05"],
    does: "refuses requests at random",
    read: readShares,
  }),
  rate: dial({
    takes: "requests/milliseconds",
    examples: ["20/1000"],
    does: "answers at most so many in any such span, and the others 429; requests with the same `rate` and `seed` count together",
    read: readRate,
  }),
  "retry-after": dial({
    takes: "seconds, 0 to 86400, or date: and seconds",
    examples: ["1", "date:1"],
    does: "puts a Retry-After on every 429 and 503 that a dial causes: seconds, or the date that is so far ahead",
    read: readRetryAfter,
  }),
  poison: dial({
    takes: "ids, with commas between them",
    examples: ["3,17"],
    does: "refuses with 422 every request for one of these, naming it",
    read: readIds,
  }),
  "row-errors": dial({
    takes: "a share, 0 to 1",
    examples: ["0.1"],
    does: 'puts {"id":3,"error":"backend timeout"} in place of that share of the rows, as a service does of which one part is down',
    read: number(0, 1),
  }),
  unprocessed: dial({
    takes: "a share, 0 to 1",
    examples: ["0.5"],
    does: "leaves out that share of the rows, as a service does that did not get to them; of ids that it does not know it says so by a row with null",
    read: number(0, 1),
  }),
  cut: dial({
    takes: "a share, 0 to 1",
    examples: ["0.1"],
    does: "destroys the connection halfway through the body, in that share of the answers",
    read: number(0, 1),
  }),
  drip: dial({
    takes: "milliseconds, 0 to 60000",
    examples: ["500"],
    does: "sends the body in chunks, over that time",
    read: number(0, 60_000),
  }),
  seed: dial({
    takes: "a whole number, 0 to 4294967295",
    examples: ["7"],
    does: "makes chance repeatable: it then depends on the seed, on the ids and on how often these were asked in the run (`run`, or since the last DELETE /v1/log), not on the order in which requests arrive",
    read: readSeed,
  }),
};

/** @typedef {{ [Name in keyof typeof DIALS]?: Exclude<ReturnType<(typeof DIALS)[Name]["read"]>, undefined> }} DialSettings */

const HEADER_PREFIX = "x-dial-";

/**
 * @param {Record<string, unknown>} query
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @returns {DialSettings}
 */
export function readDials(query, headers) {
  const fromHeaders = Object.entries(headers)
    .filter(([name]) => name.startsWith(HEADER_PREFIX))
    .map(([name, value]) => [name.slice(HEADER_PREFIX.length), value]);
  const settings = Object.entries({ ...Object.fromEntries(fromHeaders), ...query }).map(([name, value]) => [
    name,
    readDial(name, value),
  ]);
  return Object.fromEntries(settings);
}

/** @param {string} name @param {unknown} value */
function readDial(name, value) {
  if (!isDial(name)) {
    throw new Problem(400, `There is no dial "${name}". There are: ${Object.keys(DIALS).join(", ")}.`);
  }
  const { takes, examples, read } = DIALS[name];
  const setting = typeof value === "string" ? read(value) : undefined;
  if (setting === undefined) {
    throw new Problem(
      400,
      `"${name}" takes ${takes} (as in ${examples.join(" or ")}), not ${JSON.stringify(value)}.`,
    );
  }
  return setting;
}

/** @param {string} name @returns {name is keyof typeof DIALS} */
function isDial(name) {
  return Object.hasOwn(DIALS, name);
}

/** @param {number} min @param {number} max */
function number(min, max) {
  /** @param {string} text */
  return (text) => {
    const value = Number(text);
    return /^\d+(\.\d+)?$/.test(text) && value >= min && value <= max ? value : undefined;
  };
}

/** @param {string} text */
function readShares(text) {
  const shares = text.split(",").map((part) => {
    const [, status, share] = /^([45]\d\d):(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    return { status: Number(status), share: Number(share) };
  });
  const sum = shares.reduce((total, { share }) => total + share, 0);
  return sum <= 1 + Number.EPSILON ? shares : undefined;
}

/** @param {string} text */
function readSlow(text) {
  const [share, by] = text.split(":").map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  return share <= 1 && by <= 60_000 ? { share, by } : undefined;
}

/** @param {string} text */
function readRate(text) {
  const [, requests, per] = /^([1-9]\d{0,6})\/([1-9]\d{0,6})$/.exec(text) ?? [];
  return requests && per ? { requests: Number(requests), per: Number(per) } : undefined;
}

/** @param {string} text */
function readRetryAfter(text) {
  const [, date, digits] = /^(date:)?(\d{1,5})$/.exec(text) ?? [];
  const seconds = Number(digits);
  return seconds <= 86_400 ? { seconds, asDate: date !== undefined } : undefined;
}

/** @param {string} text */
function readIds(text) {
  return /^\d+(,\d+)*$/.test(text) ? new Set(text.split(",").map(Number)) : undefined;
}

/** @param {string} text */
function readSeed(text) {
  const seed = Number(text);
  return /^\d+$/.test(text) && seed < 2 ** 32 ? seed : undefined;
}
