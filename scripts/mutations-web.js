import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { styleText } from "node:util";
import { FAULTS } from "./faults/web.js";
import { root } from "./setup.js";

// As `mutations.js`, but in the room that knows JavaScript: each fault takes a build of the package, and Node tests to notice it.
//
//     node scripts/mutations-web.js [part of a name]

const copy = mkdtempSync(join(tmpdir(), "mutations-web-"));

/** @param {string} command @param {...string} args */
function passes(command, ...args) {
  const options = /** @type {const} */ ({ cwd: copy, encoding: "utf8", timeout: 300_000, maxBuffer: 1e9 });
  return spawnSync(command, args, options).status === 0;
}

/** Builds the package, and puts it where the tests have it from. */
function build() {
  const isBuilt = passes("cargo", "xtask", "build") && passes(process.execPath, "scripts/bundle.js");
  if (isBuilt) {
    const installed = join(copy, "tests/node_modules/filter-users");
    mkdirSync(installed, { recursive: true });
    cpSync(join(copy, "package.json"), join(installed, "package.json"));
    cpSync(join(copy, "dist"), join(installed, "dist"), { recursive: true });
  }
  return isBuilt;
}

/** @param {string} tests */
const test = (tests) =>
  passes(process.execPath, "--test", "--test-timeout=30000", `tests/node/${tests}.test.js`);

/** @param {typeof FAULTS[number]} mutation @returns what is wrong with it, if anything is */
function check([name, file, search, replace, tests]) {
  const path = join(copy, "src/web", `${file}.rs`);
  const original = readFileSync(path, "utf8");
  if (original.split(search).length !== 2) return `${name}: \`${search}\` stands not once in ${file}.rs`;
  writeFileSync(
    path,
    original.replace(search, () => replace),
  );
  try {
    if (!build()) return `${name}: does not build`;
    const isCaught = !test(tests);
    console.log(isCaught ? styleText("green", "caught   ") : styleText("red", "survived "), name, "←", tests);
    return isCaught ? undefined : `${name}: survived ${tests}`;
  } finally {
    writeFileSync(path, original);
  }
}

try {
  const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  for (const file of files.filter((name) => !/^(examples|benches|docs)\//.test(name))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const chosen = FAULTS.filter(([name]) => name.includes(process.argv[2] ?? ""));
  if (!build()) throw new Error("The package does not build as it is");
  for (const tests of new Set(chosen.map(([, , , , tests]) => tests)))
    if (!test(tests)) throw new Error(`tests/node/${tests}.test.js fails as it is`);
  const wrong = chosen.map(check).filter((problem) => problem !== undefined);
  console.log(`\n${chosen.length - wrong.length} of ${chosen.length} mutations were caught.`);
  for (const problem of wrong) console.log(problem);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
