/** Builds what is compared and is no JavaScript, under `target/bench`; the build tools see themselves what has changed. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root, run } from "../scripts/setup.js";

const target = fileURLToPath(new URL("../target/bench", import.meta.url));
const env = { ...process.env, CARGO_TERM_QUIET: "true" };

/**
 * @param {string} crate
 * @param {string[]} more
 * @param {NodeJS.ProcessEnv} [variables]
 */
function cargo(crate, more, variables) {
  // Not `--locked`: what this package itself depends on may change, and is then taken over into the benchmark's lock file.
  const manifest = ["--manifest-path", `benches/${crate}/Cargo.toml`, "--target-dir", target];
  run("cargo", ["build", "--release", ...manifest, ...more], { env: { ...env, ...variables } });
}

/**
 * The decoders, as a module of wasm.
 *
 * @param {{ peers: boolean }} whether all of them, or this package's alone
 */
export function buildDecoders({ peers }) {
  const wasm32 = "wasm32-unknown-unknown";
  const level = readFileSync(`${root}/Cargo.toml`, "utf8").match(
    /^\[profile\.release\.package\.filter-users-reply\]\nopt-level = (.+)$/m,
  );
  if (level === null) throw new Error("Cargo.toml does not say at which level replies are read");
  cargo(
    "decoders",
    [
      ...["--target", wasm32, "--config", `profile.release.package.filter-users-reply.opt-level=${level[1]}`],
      ...(peers ? ["--features", "peers"] : []),
    ],
    { RUSTFLAGS: '-Ctarget-feature=+simd128 --cfg=getrandom_backend="custom"' },
  );
  const wasm = `${target}/decoders${peers ? "-and-peers" : ""}.wasm`;
  // As the package's own build does.
  const wasmOpt = `${root}/node_modules/binaryen/bin/wasm-opt`;
  run(process.execPath, [wasmOpt, "-O3", `${target}/${wasm32}/release/decoders.wasm`, "-o", wasm]);
  return wasm;
}

/** The program in Rust. */
export function buildNative() {
  cargo("native", []);
  return `${target}/release/native`;
}

/** The program in Go. @param {string} go */
export function buildGo(go) {
  const program = `${target}/go`;
  run(go, ["build", "-o", program, "benches/go/main.go"]);
  return program;
}
