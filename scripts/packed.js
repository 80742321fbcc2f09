import { join } from "node:path";
import { pack } from "../tests/package/pack.js";
import { root, run } from "./setup.js";

/** Installs the package under `tests/` as users get it: packed. */
export function installPacked() {
  const { tarball } = pack(root, join(root, "target/pack"));
  const quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--silent"];
  run("npm", ["install", "--prefix", "tests", ...quiet, tarball]);
}
