/**
 * `npm run test:everywhere`: the package, packed and installed, in frameworks: what `npm test` leaves out since it takes long and much
 * disk. Writes its part of docs/environments.md.
 */

import { installPacked } from "./packed.js";
import { root, run, setup } from "./setup.js";

await setup();
installPacked();
run(process.execPath, ["tests/frameworks/main.js", ...process.argv.slice(2)], { cwd: root });
if (process.argv.length === 2) run(process.execPath, ["scripts/matrix.js", "frameworks"], { cwd: root });
