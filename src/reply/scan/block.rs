//! Sixteen bytes looked at together. On wasm by SIMD; elsewhere, so in the Rust tests, by the same in plain code.
//!
//! What is found is a bit a byte, the first byte's the lowest.
#![allow(clippy::inline_always)] // a few instructions each, in the hottest loops

pub(crate) const SIZE: usize = 16;

impl Block {
    /// Four from `at` on, all their bits together.
    #[inline(always)]
    pub(crate) fn four_at(bytes: &[u8], at: usize) -> Option<Self> {
        let four = bytes.get(at..)?.first_chunk::<{ 4 * SIZE }>()?;
        let (a, b) = (Self::at(four, 0)?, Self::at(four, SIZE)?);
        let (c, d) = (Self::at(four, 2 * SIZE)?, Self::at(four, 3 * SIZE)?);
        Some(a.or(b).or(c.or(d)))
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use plain::Block;
#[cfg(target_arch = "wasm32")]
pub(crate) use simd::Block;

#[cfg(target_arch = "wasm32")]
mod simd {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, v128, v128_load, v128_or};

    use super::SIZE;

    #[derive(Clone, Copy)]
    pub(crate) struct Block(v128);

    impl Block {
        /// The bytes from `at` on, where there are enough.
        #[inline(always)]
        pub(crate) fn at(bytes: &[u8], at: usize) -> Option<Self> {
            let chunk = bytes.get(at..)?.first_chunk::<SIZE>()?;
            // Put together from two words, which would be safe, it takes twice as many instructions.
            #[allow(unsafe_code)]
            // SAFETY: it reads the sixteen bytes of `chunk`, and may do so at any alignment.
            Some(Self(unsafe { v128_load(chunk.as_ptr().cast()) }))
        }

        #[inline(always)]
        pub(crate) fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn same(self, other: Self) -> u32 {
            u32::from(u8x16_bitmask(u8x16_eq(self.0, other.0)))
        }

        #[inline(always)]
        pub(crate) fn special(self) -> u32 {
            let ends = v128_or(u8x16_eq(self.0, u8x16_splat(b'"')), u8x16_eq(self.0, u8x16_splat(b'\\')));
            u32::from(u8x16_bitmask(v128_or(ends, u8x16_lt(self.0, u8x16_splat(b' ')))))
        }

        #[inline(always)]
        pub(crate) fn digits(self) -> u32 {
            u32::from(u8x16_bitmask(u8x16_lt(u8x16_sub(self.0, u8x16_splat(b'0')), u8x16_splat(10))))
        }

        #[inline(always)]
        pub(crate) fn beyond_ascii(self) -> u32 {
            u32::from(u8x16_bitmask(self.0))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod plain {
    use super::SIZE;

    #[derive(Clone, Copy)]
    pub(crate) struct Block([u8; SIZE]);

    impl Block {
        /// The bytes from `at` on, where there are enough.
        #[inline(always)]
        pub(crate) fn at(bytes: &[u8], at: usize) -> Option<Self> {
            bytes.get(at..)?.first_chunk().copied().map(Self)
        }

        #[inline(always)]
        pub(crate) fn or(self, other: Self) -> Self {
            let mut pairs = self.0.into_iter().zip(other.0);
            Self(std::array::from_fn(|_| pairs.next().map_or(0, |(a, b)| a | b)))
        }

        /// Which bytes are the same in both.
        #[inline(always)]
        pub(crate) fn same(self, other: Self) -> u32 {
            self.0.iter().zip(&other.0).rev().fold(0, |bits, (a, b)| (bits << 1) | u32::from(a == b))
        }

        /// Which bytes are not plain inside a JSON string: a quote, a backslash or a control character.
        #[inline(always)]
        pub(crate) fn special(self) -> u32 {
            self.bits(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
        }

        #[inline(always)]
        pub(crate) fn digits(self) -> u32 {
            self.bits(|byte| byte.is_ascii_digit())
        }

        #[inline(always)]
        pub(crate) fn beyond_ascii(self) -> u32 {
            self.bits(|byte| !byte.is_ascii())
        }

        #[inline(always)]
        fn bits(self, is: impl Fn(u8) -> bool) -> u32 {
            self.0.iter().rev().fold(0, |bits, &byte| (bits << 1) | u32::from(is(byte)))
        }
    }
}
