//! The engine as a string of JavaScript, so that it comes along with the code in every bundler.
//!
//! Not in base64: that cuts bytes into six bits, and what a server's brotli or gzip would have found again in the wasm it
//! finds no more, which costs 30 % on the wire. Here a byte is a character, or two for the rarer high ones, which costs
//! 3 %, and 1 % with gzip. Every character is ASCII and none means anything to JavaScript within quotes, to HTML, or to
//! whoever looks for comments, so that nothing on the way has to rewrite the text, and nothing can break it.

use anyhow::{Context, Result};

/// Bytes below this are one character; from there on a character that tells how often to add it comes first.
const PLAIN: usize = 86;

/// The digits: `PLAIN` that are bytes, two that come first.
fn alphabet() -> Vec<char> {
    (' '..='~').filter(|character| !"\"'`\\$</".contains(*character)).collect()
}

/// A module with the bytes of `wasm`, and the alphabet they are written in.
pub fn module(wasm: &[u8]) -> Result<String> {
    let alphabet = alphabet();
    let digit = |value: usize| alphabet.get(value).context("the alphabet is too short");
    let mut text = String::with_capacity(wasm.len() * 5 / 4);
    for &byte in wasm {
        let (times, rest) = (usize::from(byte) / PLAIN, usize::from(byte) % PLAIN);
        if times > 0 {
            text.push(*digit(PLAIN + times - 1)?);
        }
        text.push(*digit(rest)?);
    }
    let alphabet: String = alphabet.iter().collect();
    Ok(format!("export const alphabet = \"{alphabet}\";\nexport const text = \"{text}\";\n"))
}
