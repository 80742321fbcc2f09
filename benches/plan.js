/**
 * How much is measured: `full` for figures that are written down, `quick` for a look while working.
 *
 * @typedef {{ [Name in keyof typeof import("./parts/index.js").parts]: any }} Plans
 * @type {{ full: Plans, quick: Plans }}
 */
export const plans = {
  full: {
    "newer-nodes": {
      "whole-run": { rounds: 11, warmUps: 3 },
      "engine-alone": { rounds: 15, warmUps: 3 },
      "one-batch-warm": { calls: 50, rounds: 21, warmUps: 10 },
    },
    "whole-run": { rounds: 9, warmUps: 2 },
    "engine-alone": { rounds: 15, warmUps: 3 },
    decoder: { rounds: 9, warmUps: 2 },
    "one-batch-warm": { calls: 50, rounds: 15, warmUps: 10 },
    "one-batch-cold": { processes: 15 },
    "by-size": { sizes: [1_000, 10_000, 100_000, 1_000_000], perSample: 100_000, rounds: 9, warmUps: 10 },
    streams: { sizes: [10_000, 100_000, 1_000_000], rounds: 5 },
    "large-reply": { rounds: 5 },
    recipe: { rounds: 3 },
    "other-runtimes": { rounds: 9, warmUps: 3 },
    chromium: { rounds: 3 },
    programs: { rounds: 7, warmUps: 1 },
    download: {},
  },
  quick: {
    "newer-nodes": {
      "whole-run": { rounds: 4, warmUps: 1 },
      "engine-alone": { rounds: 6, warmUps: 2 },
      "one-batch-warm": { calls: 25, rounds: 7, warmUps: 2 },
    },
    "whole-run": { rounds: 4, warmUps: 1 },
    "engine-alone": { rounds: 6, warmUps: 2 },
    decoder: { rounds: 5, warmUps: 1 },
    "one-batch-warm": { calls: 25, rounds: 7, warmUps: 2 },
    "one-batch-cold": { processes: 5 },
    "by-size": { sizes: [1_000, 10_000, 100_000], perSample: 100_000, rounds: 3, warmUps: 1 },
    streams: { sizes: [10_000, 100_000, 1_000_000], rounds: 2 },
    "large-reply": { rounds: 1 },
    recipe: { rounds: 1 },
    "other-runtimes": { rounds: 3, warmUps: 1 },
    chromium: { rounds: 1 },
    programs: { rounds: 4, warmUps: 1 },
    download: {},
  },
};
