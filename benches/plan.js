/**
 * How much is measured: `full` for figures that are written down, `quick` for a look while working.
 *
 * @typedef {{ [Name in keyof typeof import("./parts/index.js").parts]: any }} Plans
 * @type {{ full: Plans, quick: Plans }}
 */
export const plans = {
  full: {
    "whole-run": { rounds: 15, warmUps: 2 },
    "engine-alone": { rounds: 25, warmUps: 3 },
    decoder: { rounds: 11, warmUps: 2 },
    "one-batch-warm": { calls: 50, rounds: 31, warmUps: 30 },
    "one-batch-cold": { processes: 20 },
    "by-size": { sizes: [1_000, 10_000, 100_000, 1_000_000], perSample: 100_000, rounds: 15, warmUps: 40 },
    streams: { sizes: [10_000, 100_000, 1_000_000], rounds: 7 },
    chromium: { rounds: 5 },
    "newest-node": {
      "whole-run": { rounds: 15, warmUps: 2 },
      "engine-alone": { rounds: 25, warmUps: 3 },
      "one-batch-warm": { calls: 50, rounds: 21, warmUps: 4 },
    },
    programs: { rounds: 11, warmUps: 1 },
    download: {},
  },
  quick: {
    "whole-run": { rounds: 4, warmUps: 1 },
    "engine-alone": { rounds: 6, warmUps: 2 },
    decoder: { rounds: 5, warmUps: 1 },
    "one-batch-warm": { calls: 25, rounds: 7, warmUps: 2 },
    "one-batch-cold": { processes: 5 },
    "by-size": { sizes: [1_000, 10_000, 100_000], perSample: 100_000, rounds: 3, warmUps: 1 },
    streams: { sizes: [10_000, 100_000, 1_000_000], rounds: 3 },
    chromium: { rounds: 1 },
    "newest-node": {
      "whole-run": { rounds: 4, warmUps: 1 },
      "engine-alone": { rounds: 6, warmUps: 2 },
      "one-batch-warm": { calls: 25, rounds: 7, warmUps: 2 },
    },
    programs: { rounds: 4, warmUps: 1 },
    download: {},
  },
};
