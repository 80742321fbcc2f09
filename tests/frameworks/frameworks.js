/**
 * @typedef {import("../consumers/consume.js").Consumer & { project: string, size: string }} Framework of a folder beside this file, which
 *   installs so much
 */

/** @param {string} output @param {string} [way] */
const onServer = (output, way = "server") => ({ way, output, answers: "/api" });

/** @type {Framework[]} */
export const frameworks = [
  {
    name: "SvelteKit",
    package: "@sveltejs/kit",
    project: "sveltekit",
    size: "100 MB",
    build: [["vite/bin/vite.js", "build"]],
    serve: ["node", "build/index.js"],
    ways: [{ way: "page", output: "build/client" }, onServer("build/server")],
  },
  {
    name: "Astro",
    package: "astro",
    project: "astro",
    size: "150 MB",
    build: [["astro/bin/astro.mjs", "build"]],
    serve: ["node", "dist/server/entry.mjs"],
    // On the server the package is taken as it is installed.
    ways: [
      { way: "page", output: "dist/client" },
      { ...onServer("dist/server"), engines: 0 },
    ],
  },
  {
    name: "React Router",
    package: "react-router",
    project: "react-router",
    size: "150 MB",
    build: [["@react-router/dev/bin.cjs", "build"]],
    serve: ["@react-router/serve/bin.cjs", "build/server/index.js"],
    // On the server the package is taken as it is installed.
    ways: [
      { way: "page", output: "build/client" },
      { ...onServer("build/server"), engines: 0 },
    ],
  },
  {
    name: "Nuxt",
    package: "nuxt",
    project: "nuxt",
    size: "350 MB",
    build: [["nuxt/bin/nuxt.mjs", "build"]],
    serve: ["node", ".output/server/index.mjs"],
    ways: [{ way: "page", output: ".output/public" }, onServer(".output/server", "server on Node")],
  },
  {
    name: "Nuxt",
    package: "nuxt",
    project: "nuxt",
    size: "350 MB",
    env: { NITRO_PRESET: "cloudflare_module" },
    build: [["nuxt/bin/nuxt.mjs", "build"]],
    serve: ["node", "worker.js"],
    ways: [{ ...onServer(".output/server", "server on Cloudflare"), isCompiled: true }],
  },
  ...["zoneless", "zone"].map((way) => ({
    name: "Angular",
    package: "@angular/core",
    project: "angular",
    size: "500 MB",
    build: [["@angular/cli/bin/ng.js", "build", "--configuration", way]],
    root: `dist/${way}/browser`,
    ways: [{ way: way === "zone" ? "with zone.js" : way, output: `dist/${way}/browser` }],
  })),
  {
    name: "Angular",
    package: "@angular/core",
    project: "angular",
    size: "500 MB",
    build: [["@angular/cli/bin/ng.js", "build", "--configuration", "ssr"]],
    serve: ["node", "dist/ssr/server/server.mjs"],
    // Angular makes what renders and what serves apart from each other, and both have the package.
    ways: [
      { way: "rendered by a server", output: "dist/ssr/browser" },
      { ...onServer("dist/ssr/server"), engines: 2 },
    ],
  },
];
