/** Builds filter-users, and installs it here as users get it: packed. */

import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run, setup } from "../../scripts/setup.js";

const cwd = fileURLToPath(new URL(".", import.meta.url));
const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];

await setup();
// A copy that is there already has the same version, so that npm would leave it as it is.
rmSync(new URL("node_modules/filter-users", import.meta.url), { recursive: true, force: true });
run("npm", ["install", "--no-save", "--install-links", ...quiet, "../.."], { cwd });
