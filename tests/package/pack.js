import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What is built into `pkg/engine`, and shipped. */
const BUILT = ["engine.js", "engine_bg.wasm", "inline.js"].map((name) => `pkg/engine/${name}`);

/**
 * Packs `root` into `folder`, which is emptied first.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {{ tarball: string, sha256: string, files: string[] }}
 */
export function pack(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const output = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  const [{ filename, files }] = Object.values(JSON.parse(output));
  const tarball = join(folder, filename);
  const sha256 = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  return { tarball, sha256, files: files.map((/** @type {{ path: string }} */ { path }) => path) };
}

/**
 * Throws unless exactly what is needed was packed: the sources of `pkg/`, the engine, and what tells about them.
 *
 * @param {string} root
 * @param {string[]} files
 */
export function checkFiles(root, files) {
  const sources = execFileSync("git", ["ls-files", "pkg"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  const wanted = new Set([...sources, ...BUILT, "package.json", "README.md", "LICENSE", "CHANGELOG.md"]);
  const needless = files.filter((file) => !wanted.has(file));
  const lacking = [...wanted].filter((file) => !files.includes(file));
  if (needless.length + lacking.length > 0)
    throw new Error(
      `The package has [${needless.join()}], which nobody needs, and lacks [${lacking.join()}]`,
    );
}
