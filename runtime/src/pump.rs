//! Lets asyncio tasks go on when no execution is running.

use crate::boot;
use morelia_fiber::{Kind, MAIN_IDENT, enter_fiber, spawn};
use rustpython_vm::{AsObject, PyResult, VirtualMachine};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Seconds of ready callbacks before the page has its turn.
const SLICE: f64 = 0.012;

thread_local! {
    static TIMER: RefCell<Option<(JsValue, Closure<dyn FnMut()>)>> = const { RefCell::new(None) };
}

/// Runs the session's event loop soon, unless a fiber is running it then.
pub(crate) fn schedule() {
    schedule_after(0.0);
}

/// Whether the session's event loop will run by itself.
pub(crate) fn is_scheduled() -> bool {
    TIMER.with_borrow(Option::is_some)
}

/// As [`schedule`], when Python ever made an event loop.
pub(crate) fn schedule_if_loop_exists() {
    let exists = boot::enter(loop_exists).unwrap_or(false);
    if exists {
        schedule();
    }
}

fn loop_exists(vm: &VirtualMachine) -> bool {
    vm.sys_module
        .get_attr("modules", vm)
        .and_then(|modules| modules.get_item("_morelia_lib.loop", vm))
        .is_ok()
}

fn schedule_after(seconds: f64) {
    let callback = Closure::<dyn FnMut()>::new(run);
    let id = set_timeout(callback.as_ref().unchecked_ref(), seconds * 1000.0);
    if let Some((earlier, _)) = TIMER.replace(Some((id, callback))) {
        clear_timeout(&earlier);
    }
}

fn run() {
    // The timer's closure is running: it is kept until it returns.
    let rung = TIMER.take();
    spawn(|| {
        let next = enter_fiber(Kind::Session, MAIN_IDENT, |fiber| {
            boot::enter_as(fiber, |vm| run_ready(vm).unwrap_or(None))
        });
        if let Some(seconds) = next.flatten() {
            schedule_after(seconds);
        }
    });
    drop(rung);
}

/// Runs what is ready. Gives the seconds until the next timer.
fn run_ready(vm: &VirtualMachine) -> PyResult<Option<f64>> {
    let modules = vm.sys_module.get_attr("modules", vm)?;
    let event_loop = modules.get_item("_morelia_lib.loop", vm)?;
    let next = vm.call_method(event_loop.as_object(), "run_ready", (SLICE,))?;
    if vm.is_none(&next) {
        return Ok(None);
    }
    next.try_into_value(vm).map(Some)
}
