import { rmSync } from "node:fs";
import { join } from "node:path";
import { run, setup } from "./setup.js";

const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];

/** Builds the package, and installs it in the folder of a recipe as users get it: packed. @param {string} folder */
export async function setUpRecipe(folder) {
  await setup();
  // A copy that is there already has the same version, so that npm would leave it as it is.
  rmSync(join(folder, "node_modules/filter-users"), { recursive: true, force: true });
  run("npm", ["install", "--no-save", "--install-links", ...quiet, "../.."], { cwd: folder });
}
