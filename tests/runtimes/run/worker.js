/** What runs within workerd. */

import * as api from "filter-users";
import { acceptance } from "../acceptance.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("url") ?? "";
    return Response.json(await acceptance(url, api));
  },
};
