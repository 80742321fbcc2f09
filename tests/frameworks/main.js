/**
 * `npm run test:everywhere`: the package in frameworks, each as it comes. They take long and much disk, which is why `npm test` leaves
 * them out. With a part of a name, only those.
 */

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { find } from "../../scripts/tools.js";
import { start } from "../browsers/drive/chromium.js";
import { rowsOf } from "../consumers/consume.js";
import { furnish } from "../consumers/project.js";
import { install } from "../install.js";
import { report } from "../report.js";
import { startService } from "../runtimes/service.js";
import { frameworks } from "./frameworks.js";

const HERE = import.meta.dirname;
/** Apart from the sources: there is much that they write where they are. */
const RUNTIMES = join(HERE, "../runtimes");
/** Most of them need a newer Node than the package does. */
const NODE = join(RUNTIMES, "node_modules/node24/bin/node");
const WORK = join(HERE, "../../target/frameworks");

const wanted = process.argv[2]?.toLowerCase() ?? "";
const program = find("chromium");
const browser = program && (await start(program));
const service = await startService();
install(RUNTIMES, "runtimes, 700 MB");
const rows = [];
for (const framework of frameworks.filter(({ name }) => name.toLowerCase().includes(wanted)))
  rows.push(...(await tried(framework)));
service.stop();
if (browser) await browser.close();
report("frameworks", rows);

/** @param {import("./frameworks.js").Framework} framework */
async function tried(framework) {
  const { name, project, size } = framework;
  const [from, folder] = [join(HERE, project), join(WORK, project)];
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(from, file), join(folder, file));
  const isThere = install(folder, `${name}, ${size}`);
  const place = () => {
    furnish(folder, from);
    return { folder, home: folder, node: NODE };
  };
  return rowsOf(
    framework,
    place,
    join(from, "package-lock.json"),
    service,
    (isThere && browser) || undefined,
  );
}
