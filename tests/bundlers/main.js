import { join } from "node:path";
import { find } from "../../scripts/tools.js";
import { start } from "../browsers/drive/chromium.js";
import { rowsOf } from "../consumers/consume.js";
import { lay } from "../consumers/project.js";
import { install } from "../install.js";
import { report } from "../report.js";
import { startService } from "../runtimes/service.js";
import { weighAlone } from "./alone.js";
import { consumers } from "./consumers.js";

/** Built at once. */
const WORKERS = 2;
const HERE = import.meta.dirname;

const hasBundlers = install(HERE, "bundlers, 560 MB");
if (hasBundlers) weighAlone();
const program = hasBundlers ? find("chromium") : undefined;
const service = await startService();
/** @type {import("../report.js").Row[][]} */
const rows = [];
const left = [...consumers.entries()];
await Promise.all(Array.from({ length: WORKERS }, work));
service.stop();
report("bundlers", rows.flat());

async function work() {
  const browser = program && (await start(program));
  for (let next = left.shift(); next; next = left.shift()) {
    const [index, consumer] = next;
    const place = () => ({
      home: HERE,
      folder: lay(join(HERE, ".work", String(index)), join(HERE, "projects", consumer.project)),
    });
    const lock = join(HERE, "package-lock.json");
    rows[index] = await rowsOf(consumer, place, lock, service, browser || undefined);
  }
  if (browser) await browser.close();
}
