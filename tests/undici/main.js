/** What is tried with the platform's `fetch`, once more with that of filter-users/undici: by the newest Node and undici. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../../scripts/files.js";
import { root, run } from "../../scripts/setup.js";
import { install } from "../runtimes/install.js";
import { folder } from "../runtimes/runtimes.js";

const NEWEST = join(folder, "node_modules/node26/bin/node");

/** Those that ask a service over the network. The demo's own have nothing to do with how they are asked. */
const files = filesOf("tests/node", ".test.js")
  .filter((file) => !/^tests\/node\/(?:docs|service)\//.test(file))
  .filter((file) => readFileSync(join(root, file), "utf8").includes("startService"));

const isNewest = install() && existsSync(NEWEST);
run(isNewest ? NEWEST : process.execPath, [
  ...(isNewest ? ["--import", join(folder, "newest-undici.js")] : []),
  ...["--import", join(import.meta.dirname, "global.js")],
  ...["--test", "--test-concurrency=3", "--test-timeout=120000"],
  ...files,
]);
