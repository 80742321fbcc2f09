/** Situations to try with one click, as settings that differ from the defaults. */

/** @type {{ title: string, about: string, settings: Partial<import("./state.js").Settings> }[]} */
export const PRESETS = [
  { title: "All is well", about: "1,000 users, a service that answers", settings: {} },
  {
    title: "Now and then it fails",
    about: "every fifth request is refused with 503",
    settings: { failing: 20, budget: 100, retries: 3, retryAfter: undefined, seed: 7 },
  },
  {
    title: "429 storm",
    about: "the service allows 8 requests a second and asks for rest",
    settings: { allowed: 8, retryAfter: 1, retries: 6, budget: 100, perId: 0.2, latency: 80, spread: 60 },
  },
  {
    title: "One poison user",
    about: "the service refuses every request that names user 437",
    settings: { poison: "437" },
  },
  {
    title: "A few slow answers",
    about: "second copies overtake them",
    settings: { users: 4_000, latency: 100, spread: 60, slow: 5, slowBy: 1_500, hedge: "p90", seed: 7 },
  },
  {
    title: "100,000 users",
    about: "400 requests of 250",
    settings: { users: 100_000, batchSize: 250, latency: 40, spread: 30, perId: 0.05 },
  },
];
