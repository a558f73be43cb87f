//! The time a plain call may take before it ends in `TimeoutError`.

use crate::timers::monotonic;
use std::cell::Cell;

/// Seconds. Long enough for real work in an event handler, short enough that
/// the browser does not offer to kill the page.
pub(crate) const PLAIN_CALL_BUDGET: f64 = 5.0;

thread_local! {
    static DEADLINE: Cell<Option<f64>> = const { Cell::new(None) };
}

/// Starts the budget of the outermost plain call; nested calls share it.
/// Gives back what [`restore`] needs.
pub(crate) fn start() -> Option<f64> {
    let outer = DEADLINE.get();
    if outer.is_none() {
        DEADLINE.set(Some(monotonic() + PLAIN_CALL_BUDGET));
    }
    outer
}

/// Ends what [`start`] began.
pub(crate) fn restore(outer: Option<f64>) {
    DEADLINE.set(outer);
}

/// Whether the budget of the running plain call is used up.
pub(crate) fn exhausted() -> bool {
    DEADLINE.get().is_some_and(|deadline| monotonic() > deadline)
}
