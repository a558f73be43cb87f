//! How long Python has run: the time that passed, less that in which it waited.

use crate::timers::monotonic;
use std::cell::Cell;

thread_local! {
    /// Fibers that are on the stack, so neither suspended nor at their end.
    static RUNNING: Cell<u32> = const { Cell::new(0) };
    /// Since when the time is measured that is not yet in `TOTAL`.
    static SINCE: Cell<Option<f64>> = const { Cell::new(None) };
    static TOTAL: Cell<f64> = const { Cell::new(0.0) };
}

/// Seconds for which Python ran in this session.
///
/// A page cannot ask for processor time; what else the machine does meanwhile
/// counts. A plain call outside of fibers counts from when it first asks, so
/// that those which do not ask need not read the clock.
#[must_use]
pub fn time_used() -> f64 {
    let now = monotonic();
    match SINCE.get() {
        Some(since) => TOTAL.get() + now - since,
        None => {
            SINCE.set(Some(now));
            TOTAL.get()
        }
    }
}

/// A fiber begins, or goes on.
pub(crate) fn begin() {
    RUNNING.set(RUNNING.get() + 1);
    if SINCE.get().is_none() {
        SINCE.set(Some(monotonic()));
    }
}

/// A fiber ends, or is suspended.
pub(crate) fn end() {
    RUNNING.set(RUNNING.get().saturating_sub(1));
    end_plain();
}

/// A plain call ends.
pub(crate) fn end_plain() {
    if RUNNING.get() == 0
        && let Some(since) = SINCE.take()
    {
        TOTAL.set(TOTAL.get() + monotonic() - since);
    }
}
