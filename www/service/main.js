/** `node www/service/main.js` starts the service and the page alone. `PORT` and `DATABASE` say where. */

import { createService } from "./service.js";

const { url, close } = await createService({
  port: Number(process.env.PORT ?? 8787),
  database: process.env.DATABASE,
});
console.log(`The balance service answers at ${url}`);
process.once("SIGINT", close).once("SIGTERM", close);
