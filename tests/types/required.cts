/** A project of CommonJS. */

import { FilterUsersError, filterUsers, type Stats } from "filter-users";

import slim = require("filter-users/slim");
import whole = require("filter-users");

/** All that can be imported can be required, and is the same. */
export const imported: typeof import("filter-users", { with: { "resolution-mode": "import" }}) = whole;
export const types: typeof whole = imported;

export async function runs(): Promise<Stats> {
  const { passed, stats } = await filterUsers([{ id: 1 }], { send: async (batch) => batch });
  const [{ id }] = passed;
  if (id.toFixed() === "") throw new FilterUsersError("HTTP_STATUS", "busy", { status: 429 });
  // @ts-expect-error
  slim.filterUsers("text", {});
  return slim.mergeStats(stats, stats);
}
