/** `npm run docs`: does all the set-up, then makes the page of the API. `-- --check` writes nothing. */

import { run, setup } from "./setup.js";

await setup();
run(process.execPath, ["scripts/docs/api.js", ...process.argv.slice(2)]);
