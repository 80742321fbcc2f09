import { tryAll } from "./cases.js";

export const tryInJest = () =>
  tryAll({
    test,
    expect,
    beforeAll,
    timers: {
      fake: () => jest.useFakeTimers(),
      real: () => jest.useRealTimers(),
      tick: (ms) => jest.advanceTimersByTimeAsync(ms),
      count: () => jest.getTimerCount(),
    },
  });
