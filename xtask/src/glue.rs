//! What is changed in the glue, the JavaScript that wasm-bindgen makes.

use std::{fs, path::Path};

use anyhow::{Result, ensure};

/// All that the engine imports of ours.
const IMPORTS: &str = "\"../imports.js\"";

/// Changes the glue at `path`.
pub fn adapt(path: &Path) -> Result<()> {
    let script = fs::read_to_string(path)?;
    let script = catch_traps(&script)?;
    Ok(fs::write(path, import_once(&script))?)
}

/// wasm-bindgen-futures goes on by `queueMicrotask`, from which a trap would end a Node process, and leave every promise pending.
/// `queueTask` of `pkg/platform/wait.js` is the one frame of JavaScript at which it is caught.
fn catch_traps(script: &str) -> Result<String> {
    const THEIRS: &str = " queueMicrotask(arg0);";
    ensure!(script.matches(THEIRS).count() == 1, "the glue does not call queueMicrotask in one place any more");
    Ok(format!("import {{ queueTask }} from {IMPORTS};\n{}", script.replace(THEIRS, " queueTask(arg0);")))
}

/// What takes no glue is imported function by function, and a module of two such functions would stand twice in one literal.
fn import_once(script: &str) -> String {
    let is_import = |line: &str| {
        (line.starts_with("import * as import") && line.ends_with(&format!("from {IMPORTS}")))
            || line.trim_start().starts_with(&format!("{IMPORTS}: import"))
    };
    let mut seen = (false, false);
    let lines = script.lines().filter(|line| {
        let first = if line.starts_with("import") { &mut seen.0 } else { &mut seen.1 };
        !is_import(line) || !std::mem::replace(first, true)
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}
