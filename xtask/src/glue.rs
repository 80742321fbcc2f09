//! What is changed in the glue, the JavaScript that wasm-bindgen makes.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use walrus::ModuleConfig;

/// All that the engine imports of ours.
const IMPORTS: &str = "\"../imports.js\"";

/// Changes the glue at `path`, of the engine at `wasm`.
pub fn adapt(path: &Path, wasm: &Path) -> Result<()> {
    let script = fs::read_to_string(path)?;
    let script = catch_traps(&script)?;
    let script = code_text_when_used(&script)?;
    let script = without_side_effects(&script)?;
    let script = forget_the_first(&script)?;
    Ok(fs::write(path, import_by_name(&script, wasm)?)?)
}

/// wasm-bindgen-futures goes on by `queueMicrotask`, from which a trap would end a Node process, and leave every promise pending.
/// `queueTask` of `pkg/platform/wait.js` is the one frame of JavaScript at which it is caught.
fn catch_traps(script: &str) -> Result<String> {
    let script = replace(script, " queueMicrotask(arg0);", " queueTask(arg0);")?;
    Ok(format!("import {{ newTextDecoder, queueTask, textEncoder }} from {IMPORTS};\n{script}"))
}

/// wasm-bindgen makes a `TextDecoder` and a `TextEncoder` when the module is imported, which jsdom has not. Those of
/// `pkg/platform/text.js` are made when text first crosses.
fn code_text_when_used(script: &str) -> Result<String> {
    const NEW: &str = "new TextDecoder('utf-8', { ignoreBOM: true })";
    let script = replace(
        script,
        &format!("let cachedTextDecoder = {NEW};\ncachedTextDecoder.decode();\n"),
        "let cachedTextDecoder;\n",
    )?;
    let script = replace(
        &script,
        &format!("cachedTextDecoder = {NEW};\n        cachedTextDecoder.decode();\n"),
        "cachedTextDecoder = newTextDecoder();\n",
    )?;
    let script = replace(
        &script,
        "return cachedTextDecoder.decode(bytes);",
        "return (cachedTextDecoder ??= newTextDecoder()).decode(bytes);",
    )?;
    // Every platform with an engine has `encodeInto`.
    let script = cut(&script, "const cachedTextEncoder = new TextEncoder();", "\n}\n")?;
    let script = replace(&script, "cachedTextEncoder.encode(", "textEncoder().encode(")?;
    replace(&script, "cachedTextEncoder.encodeInto(", "textEncoder().encodeInto(")
}

/// What stands at the top level must not keep bundlers from leaving the engine out where nobody calls it.
fn without_side_effects(script: &str) -> Result<String> {
    // Nobody outside the package holds them.
    let script = cut(script, "if (Symbol.dispose) BatchStream.prototype", "\n")?;
    let script = cut(&script, "if (Symbol.dispose) LargeBody.prototype", "\n")?;
    let script = cut(&script, "if (Symbol.dispose) SharedLimiter.prototype", "\n")?;
    replace(&script, "    : new FinalizationRegistry(", "    : /* @__PURE__ */ new FinalizationRegistry(")
}

/// The promise of the first instance is kept, and with it that instance and all its memory, whatever comes after it.
fn forget_the_first(script: &str) -> Result<String> {
    replace(
        script,
        "__wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });",
        "const forget = () => { __wbg_init_promise = undefined; };\n        __wbg_init_promise.then(forget, forget);",
    )
}

/// `script` with `ours` in place of `theirs`, which has to be there.
fn replace(script: &str, theirs: &str, ours: &str) -> Result<String> {
    ensure!(script.contains(theirs), "the glue has no {theirs:?} any more");
    Ok(script.replace(theirs, ours))
}

/// `script` without what stands from `begin` to the next `end`.
fn cut(script: &str, begin: &str, end: &str) -> Result<String> {
    let (before, rest) = script.split_once(begin).with_context(|| format!("the glue has no {begin:?} any more"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("the glue has no end of {begin:?} any more"))?;
    Ok(format!("{before}{after}"))
}

/// What takes no glue the engine imports as it is, from `importN`: a whole module, and once for each such function. Some bundlers
/// keep a module of which the whole is taken, so that it is named what the engine at `wasm` takes.
fn import_by_name(script: &str, wasm: &Path) -> Result<String> {
    let module = ModuleConfig::new().parse_file(wasm)?;
    let from = IMPORTS.trim_matches('"');
    let names: Vec<&str> =
        module.imports.iter().filter(|import| import.module == from).map(|import| import.name.as_str()).collect();
    let list =
        |between: &str| names.iter().map(|name| format!("{name}{between}_{name}")).collect::<Vec<_>>().join(", ");
    let theirs = format!("{IMPORTS}: import");
    let ours = format!("{IMPORTS}: {{ {} }},", list(": "));
    let is_whole = |line: &&str| line.starts_with("import * as import") && line.ends_with(&format!("from {IMPORTS}"));
    let mut lines: Vec<&str> = script.lines().filter(|line| !is_whole(line)).collect();
    let at = lines
        .iter()
        .position(|line| line.trim_start().starts_with(&theirs))
        .context("the glue has no module of ours")?;
    lines.retain(|line| !line.trim_start().starts_with(&theirs));
    lines.insert(at, &ours);
    Ok(format!("import {{ {} }} from {IMPORTS};\n{}\n", list(" as "), lines.join("\n")))
}
