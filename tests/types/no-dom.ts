/** A project for Node without the types of browsers: its own types are those of @types/node. */

import {
  type AttemptContext,
  type FilterOptions,
  FilterUsersError,
  filterUsers,
  init,
  streamUsers,
} from "filter-users";
import { same, type User, url, users } from "./rows.js";

export const options: FilterOptions<User>[] = [
  { url: new URL(url), headers: new Headers({ a: "b" }), request: { redirect: "error" } },
  { url: () => new URL(url), headers: async () => ({ authorization: "a" }) },
  { url, headers: [["a", "b"]], fetch, signal: AbortSignal.timeout(5) },
  { send: async () => new Response("[]") },
  { send: async () => [{ id: 1 }] },
  // @ts-expect-error
  { url: 5 },
  // @ts-expect-error
  { url, headers: 5 },
  // @ts-expect-error
  { url, fetch: 5 },
  // @ts-expect-error
  { url, signal: {} },
  // @ts-expect-error
  { url, request: { redirect: 5 } },
  // @ts-expect-error
  { send: async () => 5 },
];

export async function runs() {
  const byStream = await filterUsers(new ReadableStream<User>(), { url });
  same<typeof byStream.passed, User[]>();
  for await (const user of streamUsers(users, { url })) same<typeof user, User>();
  same<AttemptContext["signal"], AbortSignal>();
  await init(new Uint8Array(8));
  await init(new ArrayBuffer(8));
  await init(new URL(url));
  await init(fetch(url));
  // @ts-expect-error
  await init(5);
  throw new FilterUsersError("HTTP_STATUS", "busy", { status: 429 });
}
