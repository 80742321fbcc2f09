//! Dotted paths.

/// Names to follow from an object to a value within it; by default none, which is the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    dotted: String,
    names: Vec<Vec<u8>>,
}

impl Path {
    /// `"a.b"` is the member `b` of the member `a`; `""` is the whole.
    pub fn parse(dotted: &str) -> Self {
        let mut names = Vec::new();
        if !dotted.is_empty() {
            names.extend(dotted.as_bytes().split(|&byte| byte == b'.').map(<[u8]>::to_vec));
        }
        Self { dotted: dotted.to_owned(), names }
    }

    pub(crate) fn names(&self) -> &[Vec<u8>] {
        &self.names
    }

    /// The first of its names as they were written, for messages.
    pub(crate) fn first(&self, names: usize) -> &str {
        let length: usize = self.names.iter().take(names).map(|name| name.len() + 1).sum();
        self.dotted.get(..length.saturating_sub(1)).unwrap_or_default()
    }

    /// As it was written, for messages.
    pub fn dotted(&self) -> &str {
        &self.dotted
    }
}
