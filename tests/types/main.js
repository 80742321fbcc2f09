/** Compiles what users write as they compile it, on the packed package. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../../scripts/setup.js";
import { install } from "../install.js";

const HERE = import.meta.dirname;
/** A project each: how it resolves, and what it knows of its platform. */
const PROJECTS = readdirSync(HERE).filter((name) => /^tsconfig.*\.json$/.test(name));
/** The oldest that is promised, and the last of each later kind; the newest of the sixth is our own. */
const COMPILERS = ["typescript5.4", "typescript5.9", "typescript7"];

const homes = [join(root, "node_modules/typescript")];
if (install(HERE, "older and newer TypeScript"))
  homes.push(...COMPILERS.map((name) => join(HERE, "node_modules", name)));
for (const home of homes)
  for (const project of PROJECTS)
    run(process.execPath, [join(home, "bin/tsc"), "--project", join(HERE, project)]);
console.log(`${PROJECTS.length} projects compile with ${homes.length} versions of TypeScript`);
