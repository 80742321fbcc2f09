/** `npm run shootout`: does all the set-up, then puts faults to this package and to others. `-- --check` writes nothing. */

import { run, setup } from "./setup.js";

await setup();
run("npm", ["ci", "--prefix", "benches/shootout", "--no-audit", "--no-fund", "--silent"]);
run(process.execPath, ["benches/shootout/main.js", ...process.argv.slice(2)]);
