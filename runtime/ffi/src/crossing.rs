//! Entering JavaScript from Python and Python from JavaScript.

use crate::{far, handlers::SpawnHandler};
use rustpython_vm::{VirtualMachine, builtins::PyBaseExceptionRef, vm::thread};
use std::cell::Cell;
use wasm_bindgen::JsValue;

/// Runs its argument inside the interpreter when nothing is running there.
pub type EnterInterpreter = fn(&mut dyn FnMut(&VirtualMachine));

/// Tells the person about an exception that nobody waits for.
pub type ReportError = fn(&VirtualMachine, PyBaseExceptionRef);

thread_local! {
    static ENTER: Cell<Option<EnterInterpreter>> = const { Cell::new(None) };
    static SPAWN: Cell<Option<SpawnHandler>> = const { Cell::new(None) };
    static REPORT: Cell<Option<ReportError>> = const { Cell::new(None) };
    /// Calls from JavaScript that Python has not returned from.
    static INSIDE: Cell<u32> = const { Cell::new(0) };
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
    /// Operations on JavaScript that Python waits for.
    static OUTSIDE: Cell<u32> = const { Cell::new(0) };
}

/// Says how to enter the interpreter when JavaScript calls a Python function
/// while no Python is running.
pub fn set_entry(enter: EnterInterpreter) {
    ENTER.set(Some(enter));
}

/// The session is over. What JavaScript still has of it does nothing from now
/// on: listeners and timers go with their session.
pub fn leave() {
    IS_LEFT.set(true);
}

/// Whether the session is over.
pub(crate) fn is_left() -> bool {
    IS_LEFT.get()
}

/// Says how to run event handlers.
pub fn set_handler_entry(spawn: SpawnHandler) {
    SPAWN.set(Some(spawn));
}

pub(crate) fn spawn_handler() -> Option<SpawnHandler> {
    SPAWN.get()
}

/// How many calls from JavaScript may be in Python at once, each in another.
/// Each level takes 4 kB of the browser's stack, hardly any of which is in the
/// measured one. The release build trapped at 240 in Chromium.
const DEEPEST: u32 = 100;

/// Whether another call into Python could be the one too many.
pub(crate) fn is_too_deep() -> bool {
    INSIDE.get() >= DEEPEST
}

/// Whether no Python code waits below, in JavaScript that it called.
pub(crate) fn is_outermost() -> bool {
    OUTSIDE.get() == 0
}

/// Says where exceptions go that leave a callback which no Python code below
/// is waiting for: event handlers, timers. JavaScript gets them as well.
pub fn set_error_reporter(report: ReportError) {
    REPORT.set(Some(report));
}

/// Runs an operation that may run foreign JavaScript. Where objects are far it
/// may be run several times, and has the effects of one.
#[inline]
pub(crate) fn into_javascript<R>(operation: impl Fn() -> Result<R, JsValue>) -> Result<R, JsValue> {
    far::perform(|| once_into_javascript(&operation))
}

#[inline]
fn once_into_javascript<R>(operation: impl Fn() -> R) -> R {
    let inside = INSIDE.get();
    OUTSIDE.set(OUTSIDE.get() + 1);
    let result = operation();
    OUTSIDE.set(OUTSIDE.get() - 1);
    if INSIDE.get() != inside {
        // Python was entered meanwhile and did not return: it trapped, or ran
        // out of stack, and the exception has been caught by JavaScript.
        wasm_bindgen::throw_str("the Python interpreter is damaged: a call into it did not return");
    }
    result
}

/// Why Python could not be entered.
#[derive(Debug, thiserror::Error)]
#[error("the Python interpreter of this function is gone")]
pub(crate) struct NoInterpreter;

/// Runs `body` in the interpreter, as a call whose result JavaScript waits
/// for. Its second argument says whether no Python code waits below.
pub(crate) fn into_python<R>(
    body: impl FnOnce(&VirtualMachine, bool) -> R,
) -> Result<R, NoInterpreter> {
    let outermost = is_outermost();
    INSIDE.set(INSIDE.get() + 1);
    let result = morelia_fiber::enter_plain(|| {
        if thread::current_vm_is_set() {
            return Ok(thread::with_current_vm(|vm| body(vm, outermost)));
        }
        let enter = ENTER.get().ok_or(NoInterpreter)?;
        let mut body = Some(body);
        let mut result = None;
        enter(&mut |vm| {
            if let Some(body) = body.take() {
                result = Some(body(vm, outermost));
            }
        });
        result.ok_or(NoInterpreter)
    });
    INSIDE.set(INSIDE.get() - 1);
    result
}

/// Hands an exception to the reporter.
pub(crate) fn report(vm: &VirtualMachine, exception: PyBaseExceptionRef) {
    if let Some(report) = REPORT.get() {
        report(vm, exception);
    }
}
