//! How JavaScript enters Python: as a fiber, or as a plain call.

use crate::budget;
use std::cell::Cell;

thread_local! {
    static FIBER_ALIVE: Cell<bool> = const { Cell::new(false) };
    /// Whether the code running right now was entered as a fiber with no
    /// JavaScript frame above it. JSPI cannot suspend across such a frame.
    static CAN_SUSPEND: Cell<bool> = const { Cell::new(false) };
}

/// A fiber is already running or suspended.
///
/// All fibers share one `VirtualMachine`, whose frames form one stack, so a
/// second one has to wait for the first to end.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("Python is busy: another execution is still running. Wait for it, or stop it first.")]
pub struct Busy;

/// Whether blocking is possible at this point.
#[must_use]
pub fn can_suspend() -> bool {
    CAN_SUSPEND.get()
}

/// Whether a fiber is running or suspended.
#[must_use]
pub fn is_fiber_alive() -> bool {
    FIBER_ALIVE.get()
}

/// Runs `body` as a fiber. Call it only from a `#[wasm_bindgen(jspi)]` export.
///
/// # Errors
/// [`Busy`] while another fiber is alive.
pub fn enter_fiber<R>(body: impl FnOnce() -> R) -> Result<R, Busy> {
    if FIBER_ALIVE.replace(true) {
        return Err(Busy);
    }
    let outer = CAN_SUSPEND.replace(true);
    let result = body();
    CAN_SUSPEND.set(outer);
    FIBER_ALIVE.set(false);
    crate::interrupt::clear();
    Ok(result)
}

/// Runs `body` as a plain call: it cannot suspend and has a time budget.
pub fn enter_plain<R>(body: impl FnOnce() -> R) -> R {
    let outer = CAN_SUSPEND.replace(false);
    let budget = budget::start();
    let result = body();
    budget::restore(budget);
    CAN_SUSPEND.set(outer);
    result
}

/// Runs `suspend` with the flag lowered, for what runs meanwhile is not us.
pub(crate) fn while_suspended<R>(suspend: impl FnOnce() -> R) -> R {
    CAN_SUSPEND.set(false);
    let result = suspend();
    CAN_SUSPEND.set(true);
    result
}
