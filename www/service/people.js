/** Made-up people. The same seed makes the same people, so every figure of the demo can be looked up again. */

import { createRandom } from "./prng.js";

/**
 * @typedef {object} Account
 * @property {number} currentBalance
 * @property {number} creditLimit
 * @property {string} iban
 * @property {string} updatedAt
 *
 * @typedef {object} Person
 * @property {number} id
 * @property {string} name
 * @property {string} email
 * @property {string} country
 * @property {string} plan
 * @property {string} address
 * @property {string} createdAt
 * @property {Account | undefined} account About one person in a hundred has none.
 */

const FIRST_NAMES =
  "Ada Aisha Amara Anna Aroha Astrid Beatriz Bogdan Camille Carlos Chiara Chloe Daan Diego Elena Elif Emeka Emma Erik Fatima Felix Freya Giulia Goran Hana Hugo Ines Ingrid Isla Ivan Jakub Jonas Julia Kaito Katya Kofi Lars Leila Lena Liam Lucia Luka Maja Marco Maria Mateo Mina Nadia Nils Noah Nora Olga Oscar Pablo Priya Rosa Sami Sofia Tomas Yuki".split(
    " ",
  );
const LAST_NAMES =
  "Abe Ahmed Andersen Bauer Bianchi Bjork Brown Costa Cruz Dahl Diallo Dubois Egger Eriksen Evans Farah Ferrari Fischer Garcia Haas Hansen Horvat Ito Ivanova Jansen Jensen Kaya Keller Khan Kovacs Kowalska Larsen Laurent Lopez Marino Martin Meyer Moreau Mensah Murphy Nagy Nielsen Novak Okafor Olsen Patel Peeters Popescu Rossi Santos Sato Schmidt Silva Smith Tamm Varga Virtanen Walsh Weber Wolf".split(
    " ",
  );
const STREETS =
  "Harbour Street,Mill Lane,Station Road,Garden Walk,Church Square,Long Avenue,Bridge Street".split(",");
const CITIES = {
  AT: "Graz",
  BE: "Ghent",
  DE: "Leipzig",
  EE: "Tartu",
  ES: "Valencia",
  FI: "Turku",
  FR: "Lyon",
  HR: "Split",
  IE: "Cork",
  IT: "Bologna",
  NL: "Utrecht",
  PT: "Porto",
};
const COUNTRIES = Object.entries(CITIES);
const PLANS = ["free", "free", "free", "pro", "pro", "team"];
const FIRST_DAY = Date.UTC(2019, 0, 1);
const LAST_DAY = Date.UTC(2026, 0, 1);

/**
 * @param {number} count
 * @param {number} seed
 * @returns {Generator<Person>}
 */
export function* makePeople(count, seed) {
  const random = createRandom(seed);
  /** @template T @param {readonly T[]} list */
  const oneOf = (list) => /** @type {T} */ (list[Math.floor(random() * list.length)]);
  /** @param {number} from @param {number} to */
  const between = (from, to) => from + Math.floor(random() * (to - from));
  /** @param {number} time */
  const day = (time) => `${new Date(time).toISOString().slice(0, 19)}Z`;

  for (let id = 1; id <= count; id++) {
    const first = oneOf(FIRST_NAMES);
    const last = oneOf(LAST_NAMES);
    const [country, city] = oneOf(COUNTRIES);
    const created = between(FIRST_DAY, LAST_DAY);
    yield {
      id,
      name: `${first} ${last}`,
      email: `${first}.${last}.${id}@example.com`.toLowerCase(),
      country,
      plan: oneOf(PLANS),
      address: `${between(1, 200)} ${oneOf(STREETS)}, ${between(10_000, 99_999)} ${city}`,
      createdAt: day(created),
      account:
        random() < 0.01
          ? undefined
          : {
              // Squared, so that small balances are common and large ones rare: half lie below 500.
              currentBalance: Math.round(random() ** 2 * 200_000) / 100,
              creditLimit: between(0, 50) * 100,
              iban: `${country}${between(10, 99)}${between(1e9, 1e10)}${between(1e9, 1e10)}`,
              updatedAt: day(between(created, LAST_DAY)),
            },
    };
  }
}
