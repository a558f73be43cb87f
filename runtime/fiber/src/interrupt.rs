//! Asking a running fiber to stop.

use crate::fiber::{self, Fiber, Kind};
use crate::timers;
use js_sys::Promise;
use rustpython_vm::{PyResult, VirtualMachine, signal};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Why a fiber is interrupted.
#[derive(Clone, Debug, PartialEq)]
pub enum Interrupt {
    /// The person asked for it: `KeyboardInterrupt`, which `except Exception`
    /// does not catch.
    Stop,
    /// The execution's time limit, in seconds, is over: `KeyboardInterrupt`.
    TimeLimit(f64),
    /// Nothing can ever end its wait: `RuntimeError`.
    Deadlock,
}

/// Interrupts the executions that run: each at its next instruction, or in the
/// wait that it is suspended in. Threads go on, as in CPython, unless they are
/// all that runs. Gives whether there was anything to interrupt.
pub fn request_interrupt(reason: &Interrupt) -> bool {
    let alive = fiber::alive();
    let is_execution = |fiber: &&Rc<Fiber>| fiber.kind() == Kind::Execution;
    let any_execution = alive.iter().any(|fiber| is_execution(&fiber));
    for fiber in alive.iter().filter(|fiber| !any_execution || is_execution(fiber)) {
        interrupt(fiber, reason.clone());
    }
    !alive.is_empty()
}

/// Interrupts the fiber with this id, whatever it was started for. Gives whether
/// it is still alive.
pub fn interrupt_fiber(id: u64, reason: &Interrupt) -> bool {
    let alive = fiber::alive();
    let found = alive.iter().find(|fiber| fiber.id() == id);
    if let Some(fiber) = found {
        interrupt(fiber, reason.clone());
    }
    found.is_some()
}

pub(crate) fn interrupt(fiber: &Fiber, reason: Interrupt) {
    fiber.requested.replace(Some(reason));
    signal::trip_eval_hook();
    end_suspension(fiber);
}

/// Lets the wait that a fiber is suspended in return early.
pub(crate) fn end_suspension(fiber: &Fiber) {
    fiber.can_go_on();
    if let Some(end) = fiber.end_suspension.take() {
        // A promise's own resolve function does not throw.
        let _ = end.call1(&JsValue::UNDEFINED, &timers::early());
    }
}

/// Raises what was requested of the running fiber, once.
pub(crate) fn deliver(vm: &VirtualMachine) -> PyResult<()> {
    let Some(fiber) = fiber::current() else {
        return Ok(());
    };
    let Some(reason) = fiber.requested.take() else {
        return Ok(());
    };
    fiber.delivered.replace(Some(reason.clone()));
    let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
    Err(match reason {
        Interrupt::Stop => vm.new_exception_empty(class),
        Interrupt::TimeLimit(seconds) => {
            vm.new_exception_msg(class, format!("stopped by the time limit of {seconds} s").into())
        }
        Interrupt::Deadlock => vm.new_runtime_error(crate::deadlock::MESSAGE),
    })
}

/// The running fiber's handler of Ctrl+C has raised what it raises.
pub(crate) fn delivered() {
    if let Some(fiber) = fiber::current() {
        fiber.delivered.replace(Some(Interrupt::Stop));
    }
}

/// Requests again what ended in a finalizer or a weak reference's callback,
/// where nothing can be raised. Gives whether there was such a request.
pub(crate) fn raise_again() -> bool {
    let Some(fiber) = fiber::current() else {
        return false;
    };
    let Some(reason) = fiber.delivered.take().filter(|reason| *reason != Interrupt::Deadlock)
    else {
        return false;
    };
    fiber.requested.replace(Some(reason));
    signal::trip_eval_hook();
    true
}

/// A promise that settles when the fiber's wait has to end early. The latest
/// one wins: a fiber is in one suspension at a time.
pub(crate) fn ended_early(fiber: &Fiber) -> Promise {
    Promise::new(&mut |resolve, _reject| {
        fiber.end_suspension.replace(Some(resolve));
    })
}
