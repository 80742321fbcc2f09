/** The users and what the service says of them: made from the id alone, so that every process makes the same. */

/** @typedef {{ id: number, name: string }} User */
/** @typedef {{ id: number, currentBalance: number }} Row */
/** @typedef {"thin" | "fat"} RowKind */

export const USERS = 100_000;
export const BATCH_SIZE = 250;
export const IN_FLIGHT = 6;
export const MINIMUM = 500;
/** @type {RowKind[]} */
export const ROW_KINDS = ["thin", "fat"];

/**
 * @param {number} count
 * @param {number} [firstId]
 * @returns {User[]}
 */
export function makeUsers(count, firstId = 1) {
  return Array.from({ length: count }, (_, index) => ({ id: firstId + index, name: `User ${index}` }));
}

/** @param {User} user */
export function shouldPass({ id }) {
  return balanceOf(id) > MINIMUM;
}

/** @type {Record<RowKind, (id: number) => string>} */
const rowMakers = {
  thin: (id) => JSON.stringify({ id, currentBalance: balanceOf(id) }),
  // Plain ASCII, which V8 decodes and parses fastest.
  fat: (id) =>
    JSON.stringify({
      id,
      name: `Robin Fairweather ${id}`,
      email: `robin.fairweather.${id}@mail.example.com`,
      country: COUNTRIES[id % COUNTRIES.length],
      plan: PLANS[id % PLANS.length],
      address: {
        street: `${id % 300} Orchard Lane`,
        city: "Little Harbour",
        zip: String(10_000 + (id % 80_000)),
      },
      currentBalance: balanceOf(id),
      currency: "EUR",
      creditLimit: (id % 20) * 250,
      active: id % 7 !== 0,
      createdAt: "2021-03-04T05:06:07.000Z",
      lastSeenAt: "2025-11-12T13:14:15.000Z",
    }),
};
const COUNTRIES = ["NL", "DE", "FR", "ES", "IT", "PL"];
const PLANS = ["free", "plus", "pro"];

/**
 * The service's reply, ready to be sent.
 *
 * @param {RowKind} kind
 * @param {number[]} ids
 */
export function makeReply(kind, ids) {
  return Buffer.from(`[${ids.map(rowMakers[kind]).join()}]`);
}

/** From 0 to 999.9, scattered. @param {number} id */
function balanceOf(id) {
  let mixed = Math.imul(id ^ (id >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (((mixed ^ (mixed >>> 15)) >>> 0) % 10_000) / 10;
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} size
 */
export function chunk(list, size) {
  const chunks = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
