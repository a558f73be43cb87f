//! Asking a running fiber to stop.

use js_sys::{Function, Promise};
use rustpython_vm::{PyResult, VirtualMachine, signal};
use std::cell::RefCell;

/// Why a fiber is interrupted. Either raises `KeyboardInterrupt`, which
/// `except Exception` does not catch.
#[derive(Clone, Debug, PartialEq)]
pub enum Interrupt {
    /// The person asked for it.
    Stop,
    /// The execution's time limit, in seconds, is over.
    TimeLimit(f64),
}

thread_local! {
    static REQUESTED: RefCell<Option<Interrupt>> = const { RefCell::new(None) };
    /// Ends the suspension that the fiber is in.
    static END_SUSPENSION: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Interrupts the fiber at its next instruction, or ends the wait that it is
/// suspended in. Gives whether there was one.
pub fn request_interrupt(reason: Interrupt) -> bool {
    if !crate::is_fiber_alive() {
        return false;
    }
    REQUESTED.set(Some(reason));
    signal::trip_eval_hook();
    if let Some(end) = END_SUSPENSION.take() {
        // A promise's own resolve function does not throw.
        let _ = end.call0(&wasm_bindgen::JsValue::UNDEFINED);
    }
    true
}

/// Raises what was requested, once.
pub(crate) fn deliver(vm: &VirtualMachine) -> PyResult<()> {
    let Some(reason) = REQUESTED.take() else {
        return Ok(());
    };
    let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
    Err(match reason {
        Interrupt::Stop => vm.new_exception_empty(class),
        Interrupt::TimeLimit(seconds) => {
            vm.new_exception_msg(class, format!("stopped by the time limit of {seconds} s").into())
        }
    })
}

/// Whether an interrupt waits to be delivered.
pub(crate) fn is_requested() -> bool {
    REQUESTED.with_borrow(Option::is_some)
}

/// A promise that settles when an interrupt is requested. The latest one wins:
/// there is only one suspension at a time.
pub(crate) fn requested() -> Promise {
    Promise::new(&mut |resolve, _reject| {
        END_SUSPENSION.set(Some(resolve));
    })
}

/// Forgets a request that came too late for the fiber it was meant for.
pub(crate) fn clear() {
    REQUESTED.set(None);
    END_SUSPENSION.set(None);
}
