import { missing, report, row } from "../report.js";
import { install } from "./install.js";
import { wasted } from "./memory.js";
import { runIn } from "./run.js";
import { isInstalled, runtimes } from "./runtimes.js";
import { startService } from "./service.js";

install();
const service = await startService();
const rows = [];
for (const runtime of runtimes) {
  const { name, way, from } = runtime;
  const head = { name, way, from, version: "" };
  if (isInstalled(runtime)) {
    rows.push(await row(head, () => runIn(runtime, service)));
    for (const wrong of await wasted(runtime, service)) {
      console.log(`${name}: ${wrong}`);
      process.exitCode = 1;
    }
  } else {
    console.log(`${name}: could not be installed here; remove tests/runtimes/node_modules to try again`);
    rows.push(missing(head));
  }
}
service.stop();
report("runtimes", rows);
