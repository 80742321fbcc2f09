/** A project whose streams are not declared to be iterables. */

import { filterUsers, streamUsers } from "filter-users";
import { same, type User, url } from "./rows.js";

export async function runs() {
  const { passed } = await filterUsers(new ReadableStream<User>(), { url });
  same<typeof passed, User[]>();
  for await (const user of streamUsers(new ReadableStream<User>(), { url })) same<typeof user, User>();
  // @ts-expect-error
  await filterUsers({ getReader: 5 }, { url });
}
