/**
 * Twelve things that services, networks and callers do. What a service does is asked with every request that reaches it.
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} happens what happens, in a sentence
 * @property {(request: { number: number, ids: number[], seen: Map<string, number> }) => Outcome | undefined} [service]
 * @property {number} [abortsAfter] the caller gives up once so many requests were answered
 * @property {boolean} [hasEqualIds] whether some users have the same id
 *
 * @typedef {{ status?: number, headers?: Record<string, string>, html?: true, cut?: true, hangUp?: true, never?: true }} Whole
 * @typedef {{ without?: number[], failing?: number[], empty?: number[] }} Rows ids whose rows are left out, are an error, or are null
 * @typedef {Whole & Rows} Outcome
 */

/** Whether it is the first time that this happens, to requests or to users. @param {Map<string, number>} seen @param {string} what */
function isFirst(seen, what) {
  const times = (seen.get(what) ?? 0) + 1;
  seen.set(what, times);
  return times === 1;
}

/** @type {Fault[]} */
export const FAULTS = [
  {
    name: "a batch refused",
    happens: "The request about user 120 is answered with status 500, however often it is made.",
    service: ({ ids }) => (ids.includes(120) ? { status: 500 } : undefined),
  },
  {
    name: "a connection lost",
    happens: "The connection of the third request is closed without an answer.",
    service: ({ number }) => (number === 3 ? { hangUp: true } : undefined),
  },
  {
    name: "rows too few",
    happens: "The rows of three users, who should pass, are not in the reply.",
    service: ({ ids }) => ({ without: [301, 302, 303].filter((id) => ids.includes(id)) }),
  },
  {
    name: "a cut body",
    happens: "The fourth reply ends in the middle, with its connection.",
    service: ({ number }) => (number === 4 ? { cut: true } : undefined),
  },
  {
    name: "an abort",
    happens: "The caller aborts when ten requests are answered. No other is until then.",
    abortsAfter: 10,
    service: ({ number }) => (number > 10 ? { never: true } : undefined),
  },
  {
    name: "429",
    happens: "The fifth and sixth request are answered with status 429, and `Retry-After: 1`.",
    service: ({ number }) =>
      number === 5 || number === 6 ? { status: 429, headers: { "retry-after": "1" } } : undefined,
  },
  {
    name: "a poison user",
    happens: "Any request with user 777 in it is answered with status 422.",
    service: ({ ids }) => (ids.includes(777) ? { status: 422 } : undefined),
  },
  {
    name: "row errors",
    happens: "The rows of ten users are an error when they are asked about first.",
    service: ({ ids, seen }) => ({
      failing: ids.filter((id) => id % 100 === 51 && isFirst(seen, `row ${id}`)),
    }),
  },
  {
    name: "equal ids",
    happens:
      "Forty users have the id of another. The service answers each id once; Elasticsearch would answer each document.",
    hasEqualIds: true,
  },
  {
    name: "no answer",
    happens: "The seventh request is never answered.",
    service: ({ number }) => (number === 7 ? { never: true } : undefined),
  },
  {
    name: "a page for a reply",
    happens: "The eighth reply is HTML, with status 200.",
    service: ({ number }) => (number === 8 ? { html: true } : undefined),
  },
  {
    name: "code that throws",
    happens: "The row of user 500 is null, so that code that looks into it throws.",
    service: ({ ids }) => ({ empty: ids.filter((id) => id === 500) }),
  },
];
