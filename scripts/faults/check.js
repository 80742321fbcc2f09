import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.js";
import { FAULTS as IN_ENGINE } from "./engine.js";
import { FAULTS as IN_LIMITS } from "./limits.js";
import { FAULTS as IN_WEB } from "./web.js";

// Whether every fault can still be planted: the code it changes is to stand in its file once. That they are noticed is shown by
// `mutations.js` and `mutations-web.js`, which take far longer.

/** @type {[folder: string, faults: readonly (readonly [name: string, file: string, search: string, ...string[]])[]][]} */
const ALL = [
  ["src/engine", IN_ENGINE],
  ["src/engine", IN_LIMITS],
  ["src/web", IN_WEB],
];

for (const [folder, faults] of ALL) {
  for (const [name, file, search] of faults) {
    const path = join(folder, `${file}.rs`);
    const times = readFileSync(join(root, path), "utf8").split(search).length - 1;
    if (times === 1) continue;
    console.error(`"${name}" (scripts/faults): \`${search}\` stands ${times} times in ${path}, not once`);
    process.exitCode = 1;
  }
}
