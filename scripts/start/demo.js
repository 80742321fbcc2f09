/** The demo: the service, the main job over its first 1,000 users, and the page. */

import { createService } from "../../www/service/service.js";
import { runJob } from "./job.js";
import { onFreePort } from "./port.js";
import { printReport } from "./report.js";

/** @param {{ once: boolean }} options */
export async function runDemo({ once }) {
  const service = await onFreePort((port) => createService({ port }));
  try {
    printReport(await runJob(service.url));
  } catch (error) {
    await service.close();
    throw error;
  }
  if (once) return service.close();
  process.on("SIGINT", service.close).on("SIGTERM", service.close);
  console.log(`\nTry it in the browser: ${service.url}\nCtrl-C ends it.\n`);
}
