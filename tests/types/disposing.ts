/** A project whose platform knows `await using`. */

import { streamUsers } from "filter-users";
import { same, type User, url, users } from "./rows.js";

export async function left() {
  await using stream = streamUsers(users, { url });
  for await (const user of stream) same<typeof user, User>();
}
