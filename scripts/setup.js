import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Only what Node brings is imported here: this runs before anything is installed.

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the built engine and the installed packages follow from, by the file that remembers it. */
const ENGINE = ["src", "xtask", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"];
const PACKAGES = ["package.json", "package-lock.json"];

/** Does all there is to do before the package can be used from a clone; nothing that is done already. */
export async function setup() {
  await bring("the packages", PACKAGES, "node_modules", [["npm", "ci", "--no-audit", "--no-fund"]]);
  await bring("the engine", ENGINE, "pkg/engine/inline.js", [
    // Asked for explicitly: where rustup installs nothing by itself, cargo would go on without the wasm target.
    ["rustup", "toolchain", "install"],
    ["cargo", "xtask", "build"],
  ]);
  run(process.execPath, ["scripts/bundle.js"]);
}

/**
 * @param {string} what
 * @param {string[]} sources
 * @param {string} product
 * @param {[string, ...string[]][]} commands
 */
async function bring(what, sources, product, commands) {
  const stamp = join(root, "target", "set-up", product.replaceAll("/", "-"));
  const wanted = digest(sources);
  if (existsSync(join(root, product)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await showingTime(`Setting up ${what} (once, and after changes)`, async () => {
    for (const command of commands) await runQuietly(command);
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/**
 * One line, however long it takes.
 *
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function showingTime(what, work) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const { stdout } = process;
  const isTerminal = stdout.isTTY === true;
  stdout.write(`${what} …${isTerminal ? "" : "\n"}`);
  // The cursor goes back to where the line begins, so that the next covers it.
  const timer = isTerminal ? setInterval(() => stdout.write(`\r${what} … ${seconds()}`), 1000) : undefined;
  try {
    await work();
  } finally {
    clearInterval(timer);
    if (isTerminal) stdout.write("\n");
  }
}

/** What it says is shown only if it fails. @param {[string, ...string[]]} command */
async function runQuietly([program, ...args]) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
  const status = await new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`\`${program}\` cannot be started: ${error.message}`)));
    child.once("close", resolve);
  });
  if (status === 0) return;
  process.stderr.write(`\n${Buffer.concat(said)}`);
  throw new Error(`\`${program} ${args.join(" ")}\` ended with status ${status}`);
}

/** @param {string[]} sources */
function digest(sources) {
  const hash = createHash("sha256");
  for (const source of sources)
    for (const file of filesOf(join(root, source))) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/**
 * Runs a command, shows what it says, and gives up if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw new Error(`\`${command}\` cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`\`${command} ${args.join(" ")}\` ended with status ${status}`);
}
