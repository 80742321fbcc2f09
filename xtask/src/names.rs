//! Short names for what the engine imports and exports. wasm-bindgen's are long and end in hashes, which stand in the wasm
//! and again in the JavaScript beside it; no minifier shortens them there, since they are members of an object.

use std::{fs, path::Path};

use anyhow::Result;
use walrus::ModuleConfig;

/// How names begin that only the glue knows.
const OWN: [&str; 3] = ["__wb", "__externref", "wasm_bindgen__"];

/// Shortens them in the module at `wasm` and in `glue`, the JavaScript that wasm-bindgen has made for it.
pub fn shorten(wasm: &Path, glue: &Path) -> Result<()> {
    let mut module =
        ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse_file(wasm)?;
    let mut script = fs::read_to_string(glue)?;
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let long = imports.chain(exports).filter(|name| OWN.iter().any(|own| name.starts_with(own)));
    for (number, name) in long.enumerate() {
        let short = format!("_{number}");
        script = replace_word(&script, name, &short);
        *name = short;
    }
    module.emit_wasm_file(wasm)?;
    Ok(fs::write(glue, script)?)
}

fn replace_word(text: &str, word: &str, with: &str) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '$';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, found) = rest.split_at(at);
        let behind = &found[word.len()..];
        let is_word = !before.ends_with(is_part) && !behind.starts_with(is_part);
        replaced.push_str(before);
        replaced.push_str(if is_word { with } else { word });
        rest = behind;
    }
    replaced + rest
}
