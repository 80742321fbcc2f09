import * as api from "/filter-users.js";
import { acceptance } from "/suite/acceptance.js";

addEventListener("message", async ({ data: service, ports: [port] }) => {
  port.postMessage({ cases: await acceptance(service, api) });
});
