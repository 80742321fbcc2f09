import { beforeAll, expect, test, vi } from "vitest";
import { tryAll } from "./cases.js";

tryAll({
  test,
  expect,
  beforeAll,
  timers: {
    fake: () => vi.useFakeTimers(),
    real: () => vi.useRealTimers(),
    tick: (ms) => vi.advanceTimersByTimeAsync(ms),
    count: () => vi.getTimerCount(),
  },
});
