//! Dotted paths.

/// Names to follow from an object to a value within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    names: Vec<Vec<u8>>,
}

impl Path {
    /// `"a.b"` is the member `b` of the member `a`; `""` is the whole.
    pub fn parse(dotted: &str) -> Self {
        if dotted.is_empty() {
            return Self::default();
        }
        Self { names: dotted.split('.').map(|name| name.as_bytes().to_vec()).collect() }
    }

    pub(super) fn names(&self) -> &[Vec<u8>] {
        &self.names
    }

    /// As it was written, for messages.
    pub(super) fn dotted(&self) -> String {
        dotted(&self.names)
    }
}

/// Names as a dotted path, for messages.
pub(super) fn dotted(names: &[Vec<u8>]) -> String {
    let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name)).collect();
    names.join(".")
}
