//! The one place that is `unsafe`, the load of sixteen bytes, at every alignment and to the end of what is allocated: under
//! Miri, which looks at each byte that is read.
#![allow(dead_code, reason = "of what there is for blocks, the load alone is looked at")]

#[cfg(not(target_arch = "wasm32"))]
compile_error!("elsewhere nothing is unsafe: cargo miri run --target wasm32-wasip1");

#[path = "../../src/reply/scan/block.rs"]
mod block;

use block::{Block, SIZE};

fn main() {
    let bytes: Vec<u8> = (0..40).collect();
    let mut loads = 0;
    for at in 0..=bytes.len() + 1 {
        let expected = bytes.get(at..at + SIZE);
        // SAFETY: a block is sixteen bytes, of which each may be anything.
        let loaded = Block::at(&bytes, at).map(|block| unsafe { std::mem::transmute::<Block, [u8; SIZE]>(block) });
        assert_eq!(loaded.as_ref().map(|block| block.as_slice()), expected, "at {at}");
        loads += usize::from(loaded.is_some());
    }
    assert_eq!(loads, 25);
}
