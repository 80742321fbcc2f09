/** Serves what was built for Cloudflare, as that does. */

import { Miniflare } from "miniflare";

const worker = new Miniflare({
  host: process.env.HOST,
  port: Number(process.env.PORT),
  modulesRoot: ".output/server",
  scriptPath: ".output/server/index.mjs",
  modules: true,
  modulesRules: [
    { type: "ESModule", include: ["**/*.mjs"] },
    { type: "CompiledWasm", include: ["**/*.wasm"] },
  ],
  compatibilityDate: "2026-01-01",
  compatibilityFlags: ["nodejs_compat"],
  assets: { directory: ".output/public", binding: "ASSETS", routerConfig: { has_user_worker: true } },
});
await worker.ready;
