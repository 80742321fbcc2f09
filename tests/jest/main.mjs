import { join } from "node:path";
import { run } from "../../scripts/setup.js";
import { install } from "../install.js";

const HERE = import.meta.dirname;

// Of what the cases import, the package is found in the folder above.
if (install(HERE, "Jest, 60 MB"))
  run(process.execPath, [join(HERE, "node_modules/jest/bin/jest.js"), "--rootDir", HERE], { cwd: HERE });
