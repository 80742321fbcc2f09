import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What is shipped, and no more. */
const FILES = [
  ...["index", "slim", "workerd", "edge", "undici", "shared"].map((name) => `dist/${name}.js`),
  ...["index", "slim", "undici", "shared"].map((name) => `dist/${name}.cjs`),
  ...["index.d.ts", "index.d.cts", "undici.d.ts", "undici.d.cts", "engine.wasm", "engine.wasm.d.ts"].map(
    (name) => `dist/${name}`,
  ),
  // What the README leads to.
  ...[
    ...[
      "environments",
      "errors",
      "guide",
      "migration",
      "options",
      "reliability",
      "services",
      "shootout",
      "testing",
      "troubleshooting",
      "where",
    ].map((name) => `docs/${name}.md`),
    "docs/screenshots/light.png",
    "docs/speed.svg",
  ],
  ...[
    "package.json",
    "slim/package.json",
    "undici/package.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "THIRD-PARTY-NOTICES",
  ],
];

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
 * Throws unless exactly what is needed was packed.
 *
 * @param {string[]} files
 */
export function checkFiles(files) {
  const needless = files.filter((file) => !FILES.includes(file));
  const lacking = FILES.filter((file) => !files.includes(file));
  if (needless.length + lacking.length > 0)
    throw new Error(
      `The package has [${needless.join()}], which nobody needs, and lacks [${lacking.join()}]`,
    );
}
