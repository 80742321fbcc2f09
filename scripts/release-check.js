import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { checkFiles, pack } from "../tests/package/pack.js";
import { root, run } from "./setup.js";

/** Whatever a release needs, the quick first. @type {[string, () => void][]} */
const checks = [
  ["nothing is uncommitted", checkTree],
  ["one version everywhere", checkVersions],
  ["two fresh clones make the same package", checkClones],
  ["all tests", () => run("npm", ["test"], { env: { ...process.env, CI: "1" } })],
  ["frameworks", () => run("npm", ["run", "test:everywhere"], { env: { ...process.env, CI: "1" } })],
  ["the tests changed nothing", checkTree],
];

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), "utf8");

function checkTree() {
  const changes = execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  if (changes !== "") throw new Error(`Commit these, or take them away:\n${changes}`);
}

function checkVersions() {
  const { version, name } = JSON.parse(read("package.json"));
  const versions = {
    "package-lock.json": JSON.parse(read("package-lock.json")).version,
    "Cargo.toml": read("Cargo.toml").match(/^version = "(.*)"$/m)?.[1],
    "Cargo.lock": read("Cargo.lock").match(new RegExp(`^name = "${name}"\nversion = "(.*)"$`, "m"))?.[1],
    "CHANGELOG.md": read("CHANGELOG.md").match(/^## (\S+)/m)?.[1],
  };
  for (const [file, found] of Object.entries(versions))
    if (found !== version) throw new Error(`package.json says ${version}, and ${file} ${found}`);
}

/** Also the same as the package made here, which is the one that will be published. */
function checkClones() {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    // Places of different lengths, since paths have a way of getting into what is compiled.
    const clones = ["one", "another/one"].map((name) => join(folder, name));
    const digests = clones.map((clone) => {
      run("git", ["clone", "--quiet", root, clone]);
      run("npm", ["run", "build", "--silent"], {
        cwd: clone,
        env: { ...process.env, CARGO_TARGET_DIR: undefined },
      });
      const { sha256, files } = pack(clone, join(clone, "target/package"));
      checkFiles(files);
      return sha256;
    });
    run("npm", ["run", "build", "--silent"]);
    digests.push(pack(root, join(root, "target/package/release")).sha256);
    console.log(digests.join("\n"));
    if (new Set(digests).size > 1) throw new Error("The same commit does not make the same package");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [name, check] of checks) {
  console.log(styleText("bold", `\n══ ${name}`));
  check();
  console.log(styleText("green", `══ ${name}: good`));
}
