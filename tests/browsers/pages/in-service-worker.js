/** Bundled, since a service worker may not import dynamically, and not every browser lets one be a module. */

import * as api from "filter-users";
import { acceptance } from "../../runtimes/acceptance.js";

addEventListener("message", (event) => {
  const {
    data: service,
    ports: [port],
  } = event;
  const answered = acceptance(service, api).then((cases) => port.postMessage({ cases }));
  // Without that, the browser may stop the worker in between.
  /** @type {any} */ (event).waitUntil(answered);
});
