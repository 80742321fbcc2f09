/** Bundles the package, and puts it where the tests find it installed. */

import { cpSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.js";

await import("../bundle.js");
cpSync(join(root, "dist"), join(root, "tests/node_modules/filter-users/dist"), { recursive: true });
