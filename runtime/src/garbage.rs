//! Collects garbage while nothing runs.
//!
//! RustPython collects the youngest objects by itself and cycles of older ones
//! only when asked to.

use crate::boot;
use morelia_fiber::{alive, enter_plain};
use morelia_stdlib::memory_in_use;
use rustpython_vm::VirtualMachine;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

/// Milliseconds without an execution, after one.
const IDLE: f64 = 300.0;

/// Bytes more than after the last collection that make one worth its time.
const GROWTH: usize = 4 << 20;

/// Executions after which it is done anyway: cycles may hold the page's objects.
const EXECUTIONS: u32 = 50;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

thread_local! {
    static TIMER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    static CALLBACK: Closure<dyn FnMut()> = Closure::new(collect);
    static AFTER_LAST: Cell<usize> = const { Cell::new(0) };
    static EXECUTIONS_SINCE: Cell<u32> = const { Cell::new(0) };
}

/// Begins to count with a session.
pub(crate) fn begin() {
    AFTER_LAST.set(memory_in_use());
}

/// Collects when nothing was executed for a moment, if it may be worth it.
pub(crate) fn collect_when_idle() {
    EXECUTIONS_SINCE.set(EXECUTIONS_SINCE.get() + 1);
    let grown = memory_in_use().saturating_sub(AFTER_LAST.get());
    if grown < GROWTH && EXECUTIONS_SINCE.get() < EXECUTIONS {
        return;
    }
    let id = CALLBACK.with(|callback| set_timeout(callback.as_ref().unchecked_ref(), IDLE));
    if let Some(earlier) = TIMER.replace(Some(id)) {
        clear_timeout(&earlier);
    }
}

fn collect() {
    TIMER.take();
    if alive().is_empty() {
        enter_plain(|| boot::enter(run_collector));
        AFTER_LAST.set(memory_in_use());
        EXECUTIONS_SINCE.set(0);
    }
}

fn run_collector(vm: &VirtualMachine) {
    let collected = vm.import("gc", 0).and_then(|gc| vm.call_method(&gc, "collect", ()));
    if let Err(error) = collected {
        crate::native::report_exception(vm, error);
    }
}
