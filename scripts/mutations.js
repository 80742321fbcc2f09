import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { FAULTS as IN_ENGINE } from "./faults/engine.js";
import { FAULTS as IN_LIMITS } from "./faults/limits.js";
import { root } from "./setup.js";

// Breaks the engine on purpose, one fault at a time and in a copy, and shows that the tests notice each.
//
//     node scripts/mutations.js [part of a name]

const SEEDS = "4000";
/** A run that goes round and round within one poll never ends by itself. */
const LONGEST = 120_000;

const copy = mkdtempSync(join(tmpdir(), "mutations-"));
// The laws are to notice, not the assertions within the engine.
const quietly = { CARGO_PROFILE_TEST_DEBUG_ASSERTIONS: "false", CARGO_PROFILE_TEST_OPT_LEVEL: "1" };
const env = {
  ...process.env,
  ...quietly,
  SEEDS,
  RUST_BACKTRACE: "0",
  CARGO_TARGET_DIR: join(copy, "target"),
};

/** @param {string[]} which tests, as cargo names them @returns the paths of their programs, or nothing if they do not compile */
function build(...which) {
  const args = ["test", "--offline", "--no-run", "--message-format=json", ...which];
  const { stdout, status } = spawnSync("cargo", args, { cwd: copy, env, encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) return undefined;
  const messages = stdout.split("\n").filter((line) => line.startsWith("{"));
  return messages.map((line) => JSON.parse(line).executable).filter((executable) => executable);
}

/** @param {string[]} programs @param {string[]} args @returns by what they fail, or nothing if they pass */
function failure(programs, ...args) {
  for (const program of programs) {
    const { status, signal, stdout, error } = spawnSync(program, args, {
      cwd: copy,
      env,
      encoding: "utf8",
      timeout: LONGEST,
      maxBuffer: 1e9,
    });
    if (error || signal) return "it never ends";
    if (status === 0) continue;
    const law = /breaks a law: (.*)/.exec(stdout)?.[1];
    const tests = [...stdout.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, name]) => name);
    return law ?? tests.join(", ");
  }
  return undefined;
}

/** @param {[string, string, string, string]} mutation */
function check([name, file, search, replace]) {
  const path = join(copy, "src/engine", `${file}.rs`);
  const original = readFileSync(path, "utf8");
  if (original.split(search).length !== 2) return `${name}: \`${search}\` stands not once in ${file}.rs`;
  writeFileSync(
    path,
    original.replace(search, () => replace),
  );
  try {
    const simulation = build("--test", "simulation");
    if (!simulation) return `${name}: does not compile`;
    const by =
      failure(simulation, "--skip", "scale::") ??
      failure(build("--lib") ?? [], "engine::") ??
      failure(simulation, "scale::");
    console.log(
      by ? styleText("green", "caught   ") : styleText("red", "survived "),
      name,
      by ? `← ${by}` : "",
    );
    return by ? undefined : `${name}: survived`;
  } finally {
    writeFileSync(path, original);
  }
}

try {
  for (const part of ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src", "tests/simulation", "xtask"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  const unbroken = failure(build("--test", "simulation") ?? []);
  if (unbroken) throw new Error(`The engine fails as it is: ${unbroken}`);
  const chosen = [...IN_ENGINE, ...IN_LIMITS].filter(([name]) => name.includes(process.argv[2] ?? ""));
  const wrong = chosen.map(check).filter((problem) => problem !== undefined);
  console.log(`\n${chosen.length - wrong.length} of ${chosen.length} mutations were caught.`);
  for (const problem of wrong) console.log(problem);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
