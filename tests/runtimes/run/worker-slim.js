/** What runs within workerd, with the engine that the worker was deployed with. */

import engine from "filter-users/engine.wasm";
import * as api from "filter-users/slim";
import { acceptance } from "../acceptance.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    await api.init(engine);
    const url = new URL(request.url).searchParams.get("url") ?? "";
    return Response.json(await acceptance(url, api));
  },
};
