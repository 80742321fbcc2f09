/** Runs the Worker until it is ended, in front of a service of its own, and says how to ask it. */

import { startBalances } from "../../../scripts/balances.js";
import { startWorker } from "./workerd.js";

const service = await startBalances();
const worker = await startWorker(service.url);
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, async () => {
    await worker.close();
    service.close();
  });

console.log(`The Worker is at ${worker.url.origin}. Ask it, in another terminal:`);
console.log(`curl ${worker.url.origin} --json '{ "users": [{ "id": 14 }, { "id": 3 }, { "id": 77 }] }'`);
