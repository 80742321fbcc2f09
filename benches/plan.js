/** How much is measured: `full` for figures that are written down, `quick` for a look while working. */
export const plans = {
  full: {
    users: 100_000,
    wholeRun: { rounds: 25, warmUps: 3 },
    engineAlone: { rounds: 25, warmUps: 3 },
    oneBatch: { cold: 30, calls: 50, warm: { rounds: 31, warmUps: 4 } },
    bySize: {
      sizes: [1_000, 10_000, 100_000, 1_000_000],
      perSample: 100_000,
      plan: { rounds: 11, warmUps: 2 },
    },
    stream: { sizes: [10_000, 100_000, 1_000_000], rounds: 11 },
  },
  quick: {
    users: 100_000,
    wholeRun: { rounds: 4, warmUps: 1 },
    engineAlone: { rounds: 6, warmUps: 2 },
    oneBatch: { cold: 5, calls: 25, warm: { rounds: 7, warmUps: 2 } },
    bySize: { sizes: [1_000, 10_000, 100_000], perSample: 100_000, plan: { rounds: 3, warmUps: 1 } },
    stream: { sizes: [10_000, 100_000, 1_000_000], rounds: 3 },
  },
};
