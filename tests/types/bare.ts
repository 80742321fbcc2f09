/** A project that has declared nothing of its platform. */

import { type FilterOptions, filterUsers, init, mergeStats, streamUsers } from "filter-users";
import engine from "filter-users/engine.wasm";
import { init as initSlim } from "filter-users/slim";
import { same, type User, url, users } from "./rows.js";

export const options: FilterOptions<User>[] = [
  { url, headers: { a: "b" }, request: { credentials: "include" } },
  { url: () => url, headers: async () => [["a", "b"]], fetch: async () => ({ status: 200, headers: {} }) },
  { send: async (batch, { signal }) => (signal.aborted ? [] : batch) },
  // @ts-expect-error
  { url: 5 },
  // @ts-expect-error
  { url, headers: 5 },
  // @ts-expect-error
  { url, fetch: 5 },
  // @ts-expect-error
  { url, signal: {} },
];

export async function runs() {
  const { passed, stats } = await filterUsers(users, { url });
  same<typeof passed, User[]>();
  for await (const user of streamUsers(users, { url })) same<typeof user, User>();
  await init(new Uint8Array(8));
  await initSlim(engine);
  return mergeStats(stats, stats);
}
