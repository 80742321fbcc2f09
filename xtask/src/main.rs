//! Builds the package: the one place that knows cargo, wasm-bindgen and wasm-opt.
//!
//! `cargo xtask build` fills `pkg/engine/`; `cargo xtask build --panics` fills `target/panics/`, for tests, with an engine
//! that can be made to panic.

mod glue;
mod inline;
mod names;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// Large functions stay ones of their own, though they are called from one place: so they compress better.
const OPTIMIZATIONS: [&str; 3] = ["-O3", "--one-caller-inline-max-function-size=20", "--strip-target-features"];
const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => build("pkg/engine", &[]),
        ["build", "--panics"] => build("target/panics", &["--features", "panics"]),
        _ => bail!("usage: cargo xtask build [--panics]"),
    }
}

fn build(folder: &str, features: &[&str]) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the project")?;
    let out = root.join(folder);
    compile(root, features)?;
    bind(&root.join("target").join(TARGET).join("release/filter_users.wasm"), &out)?;
    let wasm = out.join("engine_bg.wasm");
    glue::adapt(&out.join("engine.js"), &wasm)?;
    names::shorten(&wasm, &out.join("engine.js"))?;
    optimize(root, &wasm)?;
    fs::write(out.join("inline.js"), inline::module(&fs::read(&wasm)?)?)?;
    Ok(())
}

fn compile(root: &Path, features: &[&str]) -> Result<()> {
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.current_dir(root).args(["build", "--release", "--lib", "--locked", "--target", TARGET]).args(features);
    // Panics name files, and what is published must not depend on where somebody keeps theirs. Joined with those in
    // `.cargo/config.toml`, which flags from the environment would replace.
    let crates = cargo_home()?.join("registry/src");
    let mut flags = Vec::new();
    for registry in fs::read_dir(crates).into_iter().flatten() {
        flags.push(format!("--remap-path-prefix={}=crates", registry?.path().display()));
    }
    cargo.args(["--config", &format!("target.{TARGET}.rustflags={flags:?}")]);
    run(cargo)
}

fn cargo_home() -> Result<PathBuf> {
    let set = env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| Some(env::home_dir()?.join(".cargo"))).context("neither CARGO_HOME nor a home is set")
}

fn bind(wasm: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("engine")
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        // Bundlers would take the default path for an asset and ship the engine twice.
        .omit_default_module_path(true)
        // How a fresh engine is had after a panic.
        .reset_state_function(true);
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    bindgen.generate(out)
}

fn optimize(root: &Path, wasm: &Path) -> Result<()> {
    let tool = root.join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "there is no {}: run `npm ci` first", relative(root, &tool).display());
    let mut wasm_opt = Command::new("node");
    wasm_opt.arg(tool).args(OPTIMIZATIONS).arg(wasm).arg("-o").arg(wasm);
    run(wasm_opt)
}

fn run(mut command: Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    ensure!(status.success(), "{} failed: {status}", command.get_program().display());
    Ok(())
}

fn relative(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_path_buf()
}
