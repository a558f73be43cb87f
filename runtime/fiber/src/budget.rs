//! The time a plain call may take before it ends in `TimeoutError`.

use crate::timers::monotonic;
use std::cell::Cell;

/// Seconds. Long enough for real work in an event handler, short enough that
/// the browser does not offer to kill the page.
pub(crate) const PLAIN_CALL_BUDGET: f64 = 5.0;

/// Where a plain call's time stands.
#[derive(Clone, Copy, Default)]
pub(crate) enum Budget {
    /// No plain call runs.
    #[default]
    Idle,
    /// One runs, and was not seen at a safepoint yet. Most end before, so the
    /// clock is not read for them.
    Fresh,
    /// One runs, and has to end at this time.
    Until(f64),
}

thread_local! {
    static BUDGET: Cell<Budget> = const { Cell::new(Budget::Idle) };
}

/// Starts the budget of the outermost plain call; nested calls share it.
/// Gives back what [`restore`] needs.
pub(crate) fn start() -> Budget {
    let outer = BUDGET.get();
    if matches!(outer, Budget::Idle) {
        BUDGET.set(Budget::Fresh);
    }
    outer
}

/// Ends what [`start`] began. A nested call leaves the shared budget alone.
pub(crate) fn restore(outer: Budget) {
    if matches!(outer, Budget::Idle) {
        BUDGET.set(Budget::Idle);
    }
}

/// Exchanges the running code's budget with another one.
pub(crate) fn swap(other: Budget) -> Budget {
    BUDGET.replace(other)
}

/// Whether the budget of the running plain call is used up. Called at
/// safepoints.
pub(crate) fn exhausted() -> bool {
    match BUDGET.get() {
        Budget::Idle => false,
        Budget::Fresh => {
            BUDGET.set(Budget::Until(monotonic() + PLAIN_CALL_BUDGET));
            false
        }
        Budget::Until(deadline) => monotonic() > deadline,
    }
}
