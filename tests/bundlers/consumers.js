/** @typedef {import("../consumers/consume.js").Consumer & { project: string }} Consumer of a folder in `projects` */

const VITE = { "Vite 7": "vite7", "Vite 8": "vite8" };
const ON_LOOPBACK = ["--host", "127.0.0.1", "--strictPort", "--port"];

/**
 * Two Vites are served as they are being developed and as they are built; each with the engine inside and apart.
 *
 * @type {Consumer[]}
 */
const vite = Object.entries(VITE).flatMap(([name, alias]) => {
  const program = `${alias}/bin/vite.js`;
  const built = { name, package: alias, build: [[program, "build"]], root: "dist" };
  const developed = { name, package: alias, serve: [program, ...ON_LOOPBACK] };
  const bundled = "node_modules/.vite/deps";
  return [
    { ...developed, project: "vite", ways: [{ way: "dev", output: bundled }] },
    { ...built, project: "vite", ways: [{ way: "build", output: "dist" }] },
    // The engine is served from where it was installed.
    {
      ...developed,
      project: "vite-slim",
      ways: [{ way: "slim with engine.wasm?url in dev", output: bundled, engines: 0 }],
    },
    { ...built, project: "vite-slim", ways: [{ way: "slim with engine.wasm?url", output: "dist" }] },
  ];
});

/** By which Node finds what was put into it. */
const SEA_FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** @param {string} file */
const toCommonJs = (file) => [
  "esbuild/bin/esbuild",
  file,
  "--bundle",
  "--platform=node",
  "--format=cjs",
  `--outfile=dist/${file}`,
];

/** @param {string} format @param {string} project @returns {Consumer} */
const esbuild = (format, project) => ({
  name: "esbuild",
  package: "esbuild",
  project,
  build: [["esbuild/bin/esbuild", "main.js", "--bundle", `--format=${format}`, "--outfile=dist/main.js"]],
  ways: [{ way: format, output: "dist" }],
});

/** @type {Consumer[]} */
export const consumers = [
  {
    name: "Next",
    package: "next",
    project: "next",
    build: [["next/dist/bin/next", "build"]],
    serve: ["next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port"],
    ways: [
      { way: "client component", output: ".next/static" },
      { way: "route handler", output: ".next/server/app/api/route.js.nft.json", answers: "/api" },
      { way: "edge route", output: ".next/server/edge", answers: "/edge", isCompiled: true },
    ],
  },
  {
    name: "Next",
    package: "next",
    project: "next",
    serve: ["next/dist/bin/next", "dev", "--hostname", "127.0.0.1", "--port"],
    ways: [
      { way: "client component in dev", output: ".next/dev/static" },
      { way: "edge route in dev", output: ".next/dev/server/edge", answers: "/edge" },
    ],
  },
  ...vite,
  {
    name: "webpack",
    package: "webpack",
    project: "script",
    build: [["webpack/bin/webpack.js", "./main.js"]],
    ways: [{ way: "build", output: "dist" }],
  },
  {
    name: "Rspack",
    package: "@rspack/core",
    project: "script",
    build: [["@rspack/cli/bin/rspack.js", "build", "--entry", "./main.js", "--mode", "production"]],
    ways: [{ way: "build", output: "dist" }],
  },
  {
    name: "Rolldown",
    package: "rolldown",
    project: "module",
    build: [["rolldown/bin/cli.mjs", "main.js", "--dir", "dist"]],
    ways: [{ way: "build", output: "dist" }],
  },
  {
    name: "Rollup",
    package: "rollup",
    project: "module",
    build: [["rollup/dist/bin/rollup", "--config"]],
    ways: [{ way: "with node-resolve", output: "dist" }],
  },
  esbuild("esm", "module"),
  esbuild("iife", "script"),
  {
    name: "esbuild",
    package: "esbuild",
    project: "lambda",
    build: [toCommonJs("handler.js")],
    ways: [
      {
        way: "CommonJS, as for AWS Lambda",
        output: "dist",
        runs: ["node", "--no-experimental-require-module", "invoke.cjs"],
      },
    ],
  },
  {
    name: "Node's single executable",
    package: "postject",
    project: "sea",
    build: [
      toCommonJs("app.js"),
      ["node", "--experimental-sea-config", "sea.json"],
      ["node", "-e", 'require("node:fs").copyFileSync(process.execPath, "app")'],
      ["postject/dist/cli.js", "app", "NODE_SEA_BLOB", "app.blob", "--sentinel-fuse", SEA_FUSE],
    ],
    ways: [{ way: "by postject", output: "dist", runs: ["./app"] }],
  },
  {
    name: "Parcel",
    package: "parcel",
    project: "parcel",
    build: [["parcel/lib/bin.js", "build", "index.html", "--cache-dir", ".parcel-cache", "--no-autoinstall"]],
    root: "dist",
    ways: [{ way: "build", output: "dist" }],
  },
];
