/** What tests of somebody's own do in Jest as it comes: it takes the package for CommonJS, and has it in another realm. */

import { FilterUsersError, filterUsers, streamUsers } from "filter-users";
import { filterUsers as filterSlim } from "filter-users/slim";

const users = [{ id: 1 }, { id: 2 }];
const url = "http://service.test/rows";

/** @param {object} answer */
const mock = (answer) => jest.fn(async () => ({ status: 200, ...answer }));

export function tryAll() {
  test("a mock of fetch", async () => {
    const rows = [
      { id: 1, "naïve €": "ü\u{1d11e}" },
      { id: 2, "naïve €": "" },
    ];
    const fetch = mock({ json: async () => rows });
    const where = { "naïve €": "ü\u{1d11e}" };
    const { passed, skipped } = await filterUsers(users, { url, fetch, where, headers: { a: "b" } });
    expect([passed, skipped]).toEqual([[users[0]], [users[1]]]);
    expect(JSON.parse(fetch.mock.calls[0][1].body)).toEqual({ ids: [1, 2] });
  });

  test("a function as condition, rows kept", async () => {
    const send = async (batch) => batch.map(({ id }) => ({ id, name: `é${id}` }));
    const where = (row) => row.name === "é2";
    const { passed, rows } = await filterUsers(users, { send, where, keepRows: true });
    expect(passed).toEqual([users[1]]);
    expect(rows.get(users[0])).toEqual({ id: 1, name: "é1" });
  });

  test("a refusal", async () => {
    const fetch = mock({ status: 403, text: async () => "tut mir leid, geht nicht: ä" });
    const { failed } = await filterUsers(users, { url, fetch });
    expect(failed[0].error).toBeInstanceOf(FilterUsersError);
    expect(failed[0].error).toMatchObject({ code: "HTTP_STATUS", reply: "tut mir leid, geht nicht: ä" });
  });

  test("a wrong option", async () => {
    await expect(filterUsers(users, { url, where: { a: { $größer: 1 } } })).rejects.toThrow("$größer");
  });

  test("the engine that slim shares", async () => {
    const { passed } = await filterSlim(users, { send: async (batch) => batch });
    expect(passed).toEqual(users);
  });

  test("a stream", async () => {
    const passed = [];
    for await (const user of streamUsers(users, { send: async (batch) => batch })) passed.push(user);
    expect(passed).toEqual(users);
  });
}
