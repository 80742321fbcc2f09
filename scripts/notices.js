/**
 * `THIRD-PARTY-NOTICES`: what is compiled into the engine, and under which licences. It follows from `Cargo.lock`.
 *
 *     node scripts/notices.js            writes it
 *     node scripts/notices.js --check    fails if it is not up to date
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./setup.js";

const FILE = join(root, "THIRD-PARTY-NOTICES");
const TARGET = "wasm32-unknown-unknown";
const LINE = "-".repeat(80);

/** Rust's own library is no crate of the lock file. */
const STD = {
  name: "the standard library of Rust",
  license: "MIT OR Apache-2.0",
  repository: "https://github.com/rust-lang/rust",
};

/**
 * @typedef {{ id: string, name: string, version: string, license: string | null, repository: string | null,
 *   manifest_path: string, targets: { kind: string[] }[] }} Package
 */

function metadata() {
  const args = ["metadata", "--format-version=1", "--locked", "--filter-platform", TARGET];
  const { status, stdout, stderr } = spawnSync("cargo", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`\`cargo ${args.join(" ")}\` failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** Crates that are linked: no macros, nothing that only builds or tests need. @returns {Package[]} */
function linked() {
  const { packages, resolve } = metadata();
  /** @type {Map<string, Package>} */
  const known = new Map(packages.map((/** @type {Package} */ found) => [found.id, found]));
  const nodes = new Map(resolve.nodes.map((/** @type {any} */ node) => [node.id, node]));
  const seen = new Set([resolve.root]);
  for (const id of seen) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      const isMacro = known.get(pkg)?.targets.some(({ kind }) => kind.includes("proc-macro"));
      const isLinked = dep_kinds.some((/** @type {any} */ { kind }) => kind === null);
      if (isLinked && !isMacro) seen.add(pkg);
    }
  }
  const crates = [...seen].map((id) => /** @type {Package} */ (known.get(id)));
  const others = crates.filter(({ manifest_path }) => !manifest_path.startsWith(root));
  return others.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The texts that come with a crate. @param {Package} crate */
function textsOf({ manifest_path }) {
  const folder = dirname(manifest_path);
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name));
  return names.sort().map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim());
}

function notices() {
  const crates = linked();
  /** @type {Map<string, string[]>} whose each text is */
  const texts = new Map();
  for (const crate of crates) {
    for (const text of textsOf(crate)) texts.set(text, [...(texts.get(text) ?? []), crate.name]);
  }
  const list = [
    ...crates.map(({ name, version, license, repository }) => ({
      name: `${name} ${version}`,
      license,
      repository,
    })),
    STD,
  ];
  const lines = list.map(({ name, license, repository }) => `${name}\n  ${license}\n  ${repository}`);
  const blocks = [...texts].map(([text, names]) => `${LINE}\n${names.join(", ")}\n${LINE}\n\n${text}\n`);
  return `The engine of filter-users is compiled from its own code, which is under the MIT licence, and from these:\n\n${lines.join("\n\n")}\n\n${blocks.join("\n")}`;
}

const text = notices();
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, "utf8") !== text) {
  console.error("THIRD-PARTY-NOTICES is not what is compiled in: `node scripts/notices.js` writes it anew.");
  process.exit(1);
}
