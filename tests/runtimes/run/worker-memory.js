/** The same within workerd. */

import { filterUsers } from "filter-users";

export default {
  /** @param {Request} request */
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("url") ?? "";
    const { passed } = await filterUsers([{ id: 1 }, { id: 2 }], { url, retry: 0 });
    if (passed.length !== 2) throw new Error(`${passed.length} passed`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return Response.json([]);
  },
};
