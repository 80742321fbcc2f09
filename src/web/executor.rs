//! Drives the runs. Nothing wakes a run from within the engine: whatever it waits for comes from JavaScript, which then
//! has it polled, in a microtask of its own and at a frame of its own, at which a trap can be caught. On stable Rust a
//! panic in wasm is one.

use std::{
    cell::RefCell,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Waker},
};

use wasm_bindgen::prelude::*;

use super::host;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The runs under way, each with its name, and how many there have been.
struct Tasks {
    under_way: Vec<(u32, Task)>,
    begun: u32,
}

thread_local! {
    static TASKS: RefCell<Tasks> = const { RefCell::new(Tasks { under_way: Vec::new(), begun: 0 }) };
}

/// Has what a panic says kept, before the engine is gone.
#[wasm_bindgen(start)]
pub fn hear_panics() {
    std::panic::set_hook(Box::new(|panic| host::panicked(&panic.to_string())));
}

/// Takes on a run, and names it.
pub fn spawn(task: impl Future<Output = ()> + 'static) -> u32 {
    TASKS.with_borrow_mut(|tasks| {
        tasks.begun += 1;
        tasks.under_way.push((tasks.begun, Box::pin(task)));
        tasks.begun
    })
}

/// Lets a run go on until it has to wait.
#[wasm_bindgen]
pub fn poll(run: u32) {
    // Not borrowed meanwhile: the caller's functions, which it calls, may begin another.
    let mut under_way = TASKS.with_borrow_mut(|tasks| mem::take(&mut tasks.under_way));
    under_way.retain_mut(|(name, task)| {
        *name != run || task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
    });
    TASKS.with_borrow_mut(|tasks| tasks.under_way.append(&mut under_way));
}
