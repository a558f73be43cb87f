//! Waiting inside a fiber while the page goes on.

use crate::{entry, interrupt, safepoint, timers};
use js_sys::{Array, Function, Promise};
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    static WAKE: RefCell<Option<Function>> = const { RefCell::new(None) };
    static WOKEN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Suspends the fiber until `promise` settles. Gives the fulfilled value, or
/// the reason of the rejection.
///
/// # Errors
/// `RuntimeError` where blocking is not possible; `KeyboardInterrupt` when
/// the wait was interrupted.
pub fn block_on(vm: &VirtualMachine, promise: &Promise) -> PyResult<Result<JsValue, JsValue>> {
    if !entry::can_suspend() {
        return Err(vm.new_runtime_error(
            "cannot block here: JavaScript waits for the result of this call. \
             Use 'await' in an async function, or move the blocking part out of the callback",
        ));
    }
    interrupt::deliver(vm)?;
    let either = Promise::race(&Array::of2(promise, &interrupt::requested()));
    let settled = suspend(&either);
    interrupt::deliver(vm)?;
    Ok(settled)
}

/// Suspends the fiber for a number of seconds.
///
/// # Errors
/// As [`block_on`].
pub fn sleep(vm: &VirtualMachine, seconds: f64) -> PyResult<()> {
    let timer = timers::Timer::start(seconds);
    block_on(vm, timer.elapsed()).map(drop)
}

/// Suspends the fiber until [`wake`] is called or `timeout` seconds have
/// passed (`None`: no limit). Gives whether it was woken. A wake-up that came
/// while nobody waited ends the next wait at once, so none is lost.
///
/// # Errors
/// As [`block_on`].
pub fn wait(vm: &VirtualMachine, timeout: Option<f64>) -> PyResult<bool> {
    if WOKEN.take() {
        return Ok(true);
    }
    let woken = Promise::new(&mut |resolve, _reject| WAKE.set(Some(resolve)));
    let result = match timeout {
        Some(seconds) => {
            let timer = timers::Timer::start(seconds);
            block_on(vm, &Promise::race(&Array::of2(&woken, timer.elapsed())))
        }
        None => block_on(vm, &woken),
    };
    WAKE.set(None);
    result.map(|_| WOKEN.take())
}

/// Ends the current or the next [`wait`].
pub fn wake() {
    WOKEN.set(true);
    if let Some(resolve) = WAKE.take() {
        // A promise's own resolve function does not throw.
        let _ = resolve.call0(&JsValue::UNDEFINED);
    }
}

/// Lets the event loop take one turn.
pub(crate) fn yield_to_event_loop() {
    // Nothing rejects this promise.
    let _ = suspend(&timers::turn_of_the_event_loop());
}

fn suspend(promise: &Promise) -> Result<JsValue, JsValue> {
    #[expect(deprecated, reason = "JSPI is marked experimental; both browsers ship it")]
    let settled = entry::while_suspended(|| js_sys::futures::jspi_block_on_promise(promise));
    safepoint::begin_slice();
    settled
}
