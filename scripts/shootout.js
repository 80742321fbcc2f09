/** `npm run shootout`: does all the set-up, then puts faults to this package and to others. `-- --check` writes nothing. */

import { spawnSync } from "node:child_process";
import { root, run, setup } from "./setup.js";

await setup();
run("npm", ["ci", "--prefix", "benches/shootout", "--no-audit", "--no-fund", "--silent"]);
const program = ["benches/shootout/main.js", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, program, { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
