import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { filesOf } from "./files.js";
import { installPacked } from "./packed.js";
import { root, run, setup } from "./setup.js";
import { find } from "./tools.js";

const biome = join(root, "node_modules/.bin/biome");
const tsc = join(root, "node_modules/.bin/tsc");

/** @type {[string, () => void][]} */
const steps = [
  ["Rust is formatted", () => run("cargo", ["fmt", "--all", "--check"])],
  ["clippy", () => run("cargo", ["clippy", "--workspace", "--all-targets", "--locked", "--", "-Dwarnings"])],
  [
    "clippy on wasm",
    () =>
      run("cargo", ["clippy", "--locked", "--lib", "--target", "wasm32-unknown-unknown", "--", "-Dwarnings"]),
  ],
  ["JavaScript is formatted and linted", () => run(biome, ["ci", "--error-on-warnings", "."])],
  ["licences of what is compiled in", () => run(process.execPath, ["scripts/notices.js", "--check"])],
  ["planted faults fit the code", () => run(process.execPath, ["scripts/faults/check.js"])],
  ["every name and option is described", () => run(process.execPath, ["scripts/docs/api.js", "--check"])],
  ["pack and install", installPacked],
  ["size", () => run(process.execPath, ["scripts/size.js"])],
  ["the package", () => run(process.execPath, ["tests/package/main.js"])],
  ["types as users meet them", () => run(process.execPath, ["tests/types/main.js"])],
  ["runtimes", () => run(process.execPath, ["tests/runtimes/main.js"])],
  ["browsers", () => run(process.execPath, ["tests/browsers/main.js"])],
  ["test runners", () => run(process.execPath, ["tests/runners/main.js"])],
  ["bundlers", () => run(process.execPath, ["tests/bundlers/main.js"])],
  ["the matrix of environments", () => run(process.execPath, ["scripts/matrix.js"])],
  ["recipes", testRecipes],
  ["the shoot-out", () => run(process.execPath, ["scripts/shootout.js", "--check"])],
  ["types", () => run(tsc, ["--project", "tsconfig.json"])],
  ["Rust tests", () => run("cargo", ["test", "--locked", "--lib", "--tests"])],
  ["speed has not got worse", () => run(process.execPath, ["--expose-gc", "benches/check-ratchet.js"])],
  ["an engine that panics", () => run("cargo", ["xtask", "build", "--panics"])],
  [
    "Node tests",
    () =>
      run(process.execPath, [
        "--test",
        "--test-concurrency=3",
        "--test-timeout=120000",
        ...filesOf("tests/node", ".test.js"),
      ]),
  ],
  ["Node tests, by undici", () => run(process.execPath, ["tests/undici/main.js"])],
  ["the page", testPage],
];

/** Those with packages of their own bring them; this comes before the types, which need them too. */
function testRecipes() {
  for (const name of readdirSync(join(root, "examples"))) {
    const folder = join("examples", name);
    const hasPackages = existsSync(join(root, folder, "package.json"));
    if (hasPackages) run("npm", ["test", "--prefix", folder, "--silent"]);
    // One file after the other, since one of them builds the package anew.
    else run(process.execPath, ["--test", "--test-concurrency=1", ...filesOf(folder, ".test.js")]);
  }
}

/** One file after the other: what is looked at there is how smooth it is, too. */
function testPage() {
  if (find("chromium") === undefined) return;
  const files = filesOf("tests/page", ".test.js");
  run(process.execPath, ["--test", "--test-concurrency=1", "--test-timeout=300000", ...files]);
}

await setup();
for (const [name, step] of steps) {
  const began = Date.now();
  console.log(styleText("bold", `\n── ${name}`));
  step();
  console.log(styleText("green", `── ${name}: good, ${((Date.now() - began) / 1000).toFixed(1)} s`));
}
