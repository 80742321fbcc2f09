/** Situations to try with one click, as settings that differ from the defaults. */

/**
 * @typedef {object} Preset
 * @property {string} title
 * @property {string} about
 * @property {Partial<import("./state.js").Settings>} settings
 * @property {boolean} [isCompared] whether it is played once more without second copies, to see what they gain
 */

/** @type {Preset[]} */
export const PRESETS = [
  { title: "All is well", about: "every request is answered", settings: {} },
  {
    title: "Now and then it fails",
    about: "every fifth request is refused with a 503, and asked again",
    settings: { failing: 20, budget: 100, retries: 3, retryAfter: undefined, seed: 7 },
  },
  {
    title: "429 storm",
    about: "the service takes 8 requests a second, and then asks for a second of rest; see the gate close",
    settings: { allowed: 8, retryAfter: 1, retries: 6, budget: 100, perId: 0.2, latency: 80, spread: 60 },
  },
  {
    title: "One poison user",
    about: "the service refuses every request that names user 437; halving the batch finds it",
    settings: { poison: "437" },
  },
  {
    title: "Some rows fail",
    about: "one row in twenty is an error, though the answer is a 200; its user is asked about again, alone",
    settings: { rowErrors: 5, budget: 100, retries: 4, seed: 7 },
  },
  {
    title: "It answers half",
    about:
      "of each request half the rows are left out; who has none is asked about again, until all have one",
    settings: { unprocessed: 50, budget: 100, retries: 12, delay: 2, latency: 60, spread: 40, seed: 7 },
  },
  {
    title: "A few slow answers",
    about:
      "three in a hundred take 2 s more; a second copy is sent, and the first answer counts. Then the same without copies",
    settings: {
      users: 4_000,
      batchSize: 25,
      latency: 100,
      spread: 50,
      slow: 3,
      slowBy: 2_000,
      hedge: "p95",
      seed: 7,
    },
    isCompared: true,
  },
  {
    title: "100,000 users",
    about: "in 400 requests, and the page stays smooth",
    settings: { users: 100_000, batchSize: 250, latency: 40, spread: 30, perId: 0.05 },
  },
];
