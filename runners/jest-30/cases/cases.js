/** What tests of somebody's own do, in each runner as it comes. */

import { FilterUsersError, filterUsers, init, streamUsers } from "filter-users";
import { filterUsers as filterSlim } from "filter-users/slim";

const users = [{ id: 1 }, { id: 2 }];
const url = "http://service.test/rows";
const echo = async (batch) => batch.map(({ id }) => ({ id }));

/** The real one: this comes before any fake. */
const { setTimeout: soon } = globalThis;

/** Lets everything happen that needs no time. */
async function settle() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => soon(resolve, 1));
}

/**
 * @param {object} runner
 * @param {any} runner.test
 * @param {any} runner.expect
 * @param {any} runner.beforeAll
 * @param {{ fake(): void, real(): void, tick(ms: number): Promise<unknown>, count(): number }} runner.timers
 */
export function tryAll({ test, expect, beforeAll, timers }) {
  /** A mock of fetch, and what it was given. @param {object} answer */
  function mock(answer) {
    const requests = [];
    const fetch = async (_, init) => {
      requests.push(init);
      return { status: 200, ...answer };
    };
    return { fetch, requests };
  }

  beforeAll(() => init());

  test("a mock of fetch", async () => {
    const rows = [
      { id: 1, "naïve €": "ü\u{1d11e}" },
      { id: 2, "naïve €": "" },
    ];
    const { fetch, requests } = mock({ json: async () => rows });
    const where = { "naïve €": "ü\u{1d11e}" };
    const { passed, skipped } = await filterUsers(users, { url, fetch, where, headers: { a: "b" } });
    expect([passed, skipped]).toEqual([[users[0]], [users[1]]]);
    expect(JSON.parse(requests[0].body)).toEqual({ ids: [1, 2] });
  });

  test("a function as condition, rows kept", async () => {
    const send = async (batch) => batch.map(({ id }) => ({ id, name: `é${id}` }));
    const where = (row) => row.name === "é2";
    const { passed, rows } = await filterUsers(users, { send, where, keepRows: true });
    expect(passed).toEqual([users[1]]);
    expect(rows.get(users[0])).toEqual({ id: 1, name: "é1" });
  });

  test("a refusal", async () => {
    const { fetch } = mock({ status: 403, text: async () => "tut mir leid, geht nicht: ä" });
    const { failed } = await filterUsers(users, { url, fetch });
    expect(failed[0].error).toBeInstanceOf(FilterUsersError);
    expect(failed[0].error).toMatchObject({ code: "HTTP_STATUS", reply: "tut mir leid, geht nicht: ä" });
  });

  test("a wrong option", async () => {
    await expect(filterUsers(users, { url, where: { a: { $größer: 1 } } })).rejects.toThrow("$größer");
  });

  test("the engine that slim shares", async () => {
    expect((await filterSlim(users, { send: echo })).passed).toEqual(users);
  });

  test("a stream", async () => {
    const passed = [];
    for await (const user of streamUsers(users, { send: echo })) passed.push(user);
    expect(passed).toEqual(users);
  });

  /** @param {() => Promise<void>} run */
  async function withFakes(run) {
    timers.fake();
    try {
      await run();
      await settle();
      expect(timers.count()).toBe(0);
    } finally {
      timers.real();
    }
  }

  test("fake timers: a run that waits for nothing", () =>
    withFakes(async () => {
      const many = Array.from({ length: 30 }, (_, id) => ({ id }));
      expect((await filterUsers(many, { batchSize: 1, send: echo })).passed).toEqual(many);
    }));

  test("fake timers: a retry", () =>
    withFakes(async () => {
      let asked = 0;
      const send = async (batch) => {
        asked++;
        if (asked === 1) throw new Error("lost");
        return echo(batch);
      };
      const run = filterUsers(users, { send, retry: { delay: 5_000, jitter: "none" } });
      await settle();
      await timers.tick(4_900);
      await settle();
      expect(asked).toBe(1);
      await timers.tick(101);
      expect((await run).passed).toEqual(users);
    }));

  test("fake timers: a timeout, and a deadline", () =>
    withFakes(async () => {
      const send = () => new Promise(() => {});
      const run = filterUsers(users, { send, retry: 0, timeout: 3_000 });
      await settle();
      await timers.tick(3_001);
      expect((await run).failed[0].error.code).toBe("TIMEOUT");
      const other = filterUsers(users, { send, deadline: 7_000 });
      await settle();
      await timers.tick(7_001);
      expect((await other).failed[0].error.code).toBe("DEADLINE");
    }));
}
