/** What `import { mergeStats }` alone costs: bundlers have to leave the engine out, and all that calls it. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

/** Bytes by brotli that it may come to. */
const LIMIT = 3000;
const HERE = import.meta.dirname;
const FOLDER = join(HERE, ".work/alone");
/** Beside them the package is installed, and beside this folder. */
const MAIN = 'import { mergeStats } from "filter-users";\nconsole.log(mergeStats(...globalThis.given));\n';

/** @param {string} path */
const installed = (path) => join(HERE, "node_modules", path);
const bun = join(HERE, "../runtimes/node_modules/.bin/bun");

/** Each minifies, by its own means. @type {Record<string, string[]>} */
const BUNDLERS = {
  esbuild: [
    installed("esbuild/bin/esbuild"),
    "main.js",
    "--bundle",
    "--minify",
    "--format=esm",
    "--outdir=esbuild",
  ],
  webpack: [
    process.execPath,
    installed("webpack/bin/webpack.js"),
    "./main.js",
    "--mode=production",
    "-o",
    "webpack",
  ],
  Rollup: [
    process.execPath,
    installed("rollup/dist/bin/rollup"),
    ...["main.js", "--dir", "Rollup", "--plugin", installed("@rollup/plugin-node-resolve/dist/cjs/index.js")],
  ],
  Rolldown: [
    process.execPath,
    installed("rolldown/bin/cli.mjs"),
    ...["main.js", "--dir", "Rolldown", "--format", "esm", "--minify"],
  ],
  "Vite 8": [process.execPath, installed("vite8/bin/vite.js"), "build", "--outDir", "Vite 8"],
  Bun: [bun, "build", "main.js", "--minify", "--outdir", "Bun"],
};

/** Throws if a bundler makes more of it. */
export function weighAlone() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), JSON.stringify({ name: "alone", private: true }));
  writeFileSync(join(FOLDER, "main.js"), MAIN);
  writeFileSync(join(FOLDER, "index.html"), '<script type="module" src="main.js"></script>');
  const weights = Object.entries(BUNDLERS)
    // Bun comes with the runtimes, which may not be installed; the others have to be there.
    .filter(([, [program]]) => program !== bun || existsSync(bun))
    .map(([name, command]) => ({ name, bytes: weigh(name, command) }));
  console.log(
    `import { mergeStats }: ${weights.map(({ name, bytes }) => `${name} ${bytes}`).join(", ")} bytes`,
  );
  const heavy = weights.filter(({ bytes }) => bytes > LIMIT);
  if (heavy.length > 0)
    throw new Error(`With ${heavy.map(({ name }) => name).join()} it is more than ${LIMIT} bytes by brotli`);
}

/**
 * @param {string} name
 * @param {string[]} command
 */
function weigh(name, [program, ...args]) {
  execFileSync(program, args, { cwd: FOLDER, stdio: ["ignore", "ignore", "pipe"] });
  const folder = join(FOLDER, name);
  const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  if (scripts.length === 0) throw new Error(`${name} made nothing`);
  return scripts
    .map((file) => brotliCompressSync(readFileSync(join(folder, file))).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
