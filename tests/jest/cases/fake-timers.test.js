/** Jest's modern fake timers, which fake `setImmediate`, `queueMicrotask` and `performance`, too. */

import { filterUsers } from "filter-users";

const echo = async (batch) => batch.map(({ id }) => ({ id }));
const users = (count) => Array.from({ length: count }, (_, id) => ({ id }));

/** The real one, whatever is faked. */
const { setImmediate } = globalThis;

/** Lets everything that needs no time happen. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** @param {number} ms */
async function pass(ms) {
  await jest.advanceTimersByTimeAsync(ms);
  await settle();
}

/** [what they are, options of `useFakeTimers`, ms by which a wait may be rounded up where the clock goes on] */
const FAKES = [
  ["all of them", {}, 0],
  ["timers, but not the clock", { doNotFake: ["performance", "Date"] }, 1],
];

describe.each(FAKES)("fake timers: %s", (_, options, late) => {
  beforeEach(() => jest.useFakeTimers(options));
  afterEach(() => jest.useRealTimers());

  test("a run that need not wait does not", async () => {
    const { passed } = await filterUsers(users(30), { batchSize: 1, send: echo });
    expect(passed).toHaveLength(30);
  });

  test("a retry takes its wait, exactly", async () => {
    const send = jest.fn(echo).mockRejectedValueOnce(new Error("lost"));
    const run = filterUsers(users(1), { send, retry: { delay: 5_000, jitter: "none" } });
    await settle();
    await pass(4_900);
    expect(send).toHaveBeenCalledTimes(1);
    await pass(100 + late);
    expect(send).toHaveBeenCalledTimes(2);
    expect((await run).passed).toHaveLength(1);
  });

  test.each([
    ["TIMEOUT", { timeout: 7_000, retry: 0 }],
    ["DEADLINE", { deadline: 7_000 }],
  ])("a %s rings", async (code, limits) => {
    const send = jest.fn(() => new Promise(() => {}));
    const run = filterUsers(users(1), { send, ...limits });
    await settle();
    expect(send).toHaveBeenCalledTimes(1);
    await pass(7_000 + late);
    expect((await run).failed[0].error.code).toBe(code);
  });

  test("a rate is kept", async () => {
    const send = jest.fn(echo);
    const rateLimit = { requests: 1, per: 700 };
    const run = filterUsers(users(2), { send, batchSize: 1, concurrency: 1, rateLimit });
    await settle();
    await pass(600);
    expect(send).toHaveBeenCalledTimes(1);
    await pass(100 + late);
    expect((await run).passed).toHaveLength(2);
  });
});
