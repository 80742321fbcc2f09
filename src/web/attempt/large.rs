//! Bodies that are too large to be held twice, by JavaScript and here: they are read into the engine's memory as they come.

use std::cell::Cell;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// All of them together have no more than so many bytes: memory of wasm never shrinks, and ends at 4 GiB.
const MOST: usize = 256 * 1024 * 1024;

thread_local! {
    /// For how many bytes there is room in all of them.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// One of them.
#[wasm_bindgen]
pub struct LargeBody {
    bytes: Vec<u8>,
}

#[wasm_bindgen]
impl LargeBody {
    /// Nothing where there is no room for as many bytes as are expected.
    pub fn open(expected: usize) -> Option<LargeBody> {
        let mut body = Self { bytes: Vec::new() };
        body.reserve(expected).then_some(body)
    }

    /// Whether there was room for it.
    pub fn add(&mut self, chunk: &Uint8Array) -> bool {
        let (begin, length) = (self.bytes.len(), chunk.length() as usize);
        if !self.reserve(length) {
            return false;
        }
        self.bytes.resize(begin + length, 0);
        chunk.copy_to(self.bytes.get_mut(begin..).unwrap_or_default());
        true
    }

    /// A copy of what there is of it: there is no room for the rest.
    #[wasm_bindgen(getter)]
    pub fn copy(&self) -> Uint8Array {
        Uint8Array::from(self.bytes.as_slice())
    }
}

impl LargeBody {
    pub fn bytes(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    fn reserve(&mut self, more: usize) -> bool {
        let before = self.bytes.capacity();
        let has_room = HELD.get().saturating_add(more) <= MOST && self.bytes.try_reserve(more).is_ok();
        HELD.set(HELD.get() - before + self.bytes.capacity());
        has_room
    }
}

impl Drop for LargeBody {
    fn drop(&mut self) {
        HELD.set(HELD.get() - self.bytes.capacity());
    }
}
