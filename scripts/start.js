/**
 * `npm start`: from a fresh clone to the running demo. `npm start -- --once` ends after the demo's job.
 * What is imported only on the way needs what the steps before it have checked or installed.
 */

import { checkArguments, checkTools } from "./start/checks.js";

checkArguments();
checkTools();
const { setup } = await import("./setup.js");
await setup();
const { runDemo } = await import("./start/demo.js");
await runDemo({ once: process.argv.includes("--once") });
