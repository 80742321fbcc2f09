//! Texts put together for messages.

/// One text of several.
pub(super) fn text(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text += part;
    }
    text
}

/// WTF-8 as a text, in which a lone surrogate is the character that stands for what is none.
pub(super) fn words(text: &[u8]) -> String {
    let mut words = String::new();
    for chunk in text.utf8_chunks() {
        words += chunk.valid();
        // A surrogate's other two bytes are chunks of their own.
        if chunk.invalid() == b"\xED" {
            words.push('\u{fffd}');
        }
    }
    words
}
