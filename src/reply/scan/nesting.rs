//! What is open around the place being read, a bit a level, so that no depth of brackets can exhaust a stack.

/// Objects and arrays that were opened and not yet closed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nesting {
    /// The innermost levels, the lowest bit being the innermost; 1 is an object.
    top: u64,
    /// How many bits of `top` are in use.
    used: u32,
    /// Full words of outer levels. Empty, so without an allocation, up to 64 levels.
    outer: Vec<u64>,
}

impl Nesting {
    #[inline]
    pub(crate) fn open(&mut self, object: bool) {
        if self.used == u64::BITS {
            self.outer.push(self.top);
            self.used = 0;
        }
        self.top = (self.top << 1) | u64::from(object);
        self.used += 1;
    }

    #[inline]
    pub(crate) fn close(&mut self) {
        self.top >>= 1;
        self.used = self.used.saturating_sub(1);
        if self.used == 0
            && let Some(word) = self.outer.pop()
        {
            self.top = word;
            self.used = u64::BITS;
        }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.used == 0
    }

    #[inline]
    pub(crate) fn in_object(&self) -> bool {
        self.top & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::Nesting;

    #[test]
    fn remembers_every_level_across_words() {
        let is_object = |level: usize| level.is_multiple_of(3) || level.is_multiple_of(7);
        let mut nesting = Nesting::default();
        for level in 0..1000 {
            nesting.open(is_object(level));
        }
        for level in (0..1000).rev() {
            assert!(!nesting.is_empty());
            assert_eq!(nesting.in_object(), is_object(level), "level {level}");
            nesting.close();
        }
        assert!(nesting.is_empty());
    }
}
