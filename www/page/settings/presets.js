/** Situations to try with one click, as settings that differ from the defaults. */

/** @typedef {{ title: string, about: string, settings: Partial<import("./state.js").Settings> }} Preset */

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
    about: "one in twenty takes 1.5 s; a second copy is sent, and the first answer counts",
    settings: { users: 4_000, latency: 100, spread: 60, slow: 5, slowBy: 1_500, hedge: "p90", seed: 7 },
  },
  {
    title: "100,000 users",
    about: "in 400 requests, and the page stays smooth",
    settings: { users: 100_000, batchSize: 250, latency: 40, spread: 30, perId: 0.05 },
  },
];
