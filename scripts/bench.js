/** `npm run bench`: does all the set-up, then measures. `npm run bench -- --quick` takes less than a minute. */

import { spawnSync } from "node:child_process";
import { root, setup } from "./setup.js";

await setup();
const measure = ["--expose-gc", "benches/main.js", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, measure, { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
