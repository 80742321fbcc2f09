/** What the reader of an example has by these names. */

import assert from "node:assert/strict";
import { mock } from "node:test";
import { filterUsers } from "filter-users";

const users = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  threshold: 300,
  account: `a${index}`,
}));

const balanceOf = (/** @type {unknown} */ id) => Number(id) * 100 - 50;

const row = (/** @type {unknown} */ id) => ({
  id,
  balance: balanceOf(id),
  currentBalance: balanceOf(id),
  consent: true,
});

const asked = { times: 0 };

globalThis.fetch = async (/** @type {any} */ address, /** @type {any} */ init = {}) => {
  asked.times++;
  const url = new URL(address, "https://service.example");
  const ids = init.body ? (JSON.parse(init.body).ids ?? JSON.parse(init.body).variables?.ids ?? []) : [];
  const inAddress = (url.searchParams.get("ids") ?? url.searchParams.get("filter[id]") ?? "")
    .split(",")
    .filter(Boolean)
    .map(Number);
  switch (url.pathname) {
    case "/row-errors":
      return Response.json(
        ids.map((/** @type {any} */ id) =>
          id % 3 === 0 && asked.times === 1 ? { id, error: "backend timeout" } : row(id),
        ),
      );
    case "/half":
      return Response.json({ responses: ids.slice(0, 4).map(row), unprocessed: ids.slice(4) });
    case "/graphql":
      return Response.json({ data: { accounts: ids.map(row) } });
    case "/balances":
    case "/v1/balances":
      return Response.json({ items: inAddress.map(row) });
    case "/pages": {
      const from = Number(url.searchParams.get("from") ?? 0);
      const next =
        from + 3 < inAddress.length
          ? `https://service.example/pages?ids=${inAddress}&from=${from + 3}`
          : null;
      return Response.json({ items: inAddress.slice(from, from + 3).map(row), next });
    }
    case "/token":
      if (new Headers(init.headers).get("authorization") !== "Bearer fresh")
        return new Response("expired", { status: 401 });
      return Response.json(ids.map(row));
    case "/json-api":
      return Response.json({
        data: inAddress.map((id) => ({ type: "accounts", id: String(id), attributes: row(id) })),
      });
    case "/lines":
      return new Response(ids.map((/** @type {any} */ id) => `${JSON.stringify(row(id))}\n`).join(""), {
        headers: { "content-type": "application/x-ndjson" },
      });
    default: {
      const user = /^\/users\/(\d+)$/.exec(url.pathname)?.[1];
      return Response.json(user ? row(Number(user)) : ids.map(row));
    }
  }
};

const where = { currentBalance: { $gt: 500 } };
const result = await filterUsers(users, { url: "https://service.example/", where });

Object.assign(globalThis, {
  assert,
  ask: async (/** @type {unknown} */ id) => row(id),
  client: {
    getBalances: async (/** @type {{ ids: number[] }} */ { ids }) => ({
      balances: ids.map(row),
      isBusy: false,
    }),
  },
  cursor: users,
  invite: async () => {},
  log: { info() {}, warn() {}, error() {} },
  mock,
  result,
  save: async () => {},
  signal: undefined,
  since: new Date(0),
  token: async ({ fresh = true } = {}) => (fresh ? "fresh" : "stale"),
  url: "https://service.example/v1/balances:batchGet",
  users,
  where,
});

// Only what came of an example is to be written.
const { log } = console;
console.log = (...said) => said[0]?.startsWith?.('{"passed"') && log(...said);
console.warn = () => {};
