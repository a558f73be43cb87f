//! Noticing that no fiber can ever go on.

use crate::fiber::{self, Fiber};
use crate::interrupt::{self, Interrupt};
use std::cell::Cell;

/// What the fiber is told whose wait was given up.
pub(crate) const MESSAGE: &str = "deadlock: every thread waits for a lock that is never released, \
     or for another thread that does";

thread_local! {
    static OUTSIDE_HELP: Cell<Option<fn() -> bool>> = const { Cell::new(None) };
}

/// Installs what says whether code that is no fiber may still release a lock:
/// a callback of the page, or a task of the event loop.
pub fn set_outside_help(outside_help: fn() -> bool) {
    OUTSIDE_HELP.set(Some(outside_help));
}

/// Runs `wait`, in which the fiber waits for other fibers and nothing else.
///
/// When all of them do, one of the waits ends with an error.
pub fn waiting_for_fibers<R>(wait: impl FnOnce() -> R) -> R {
    let Some(fiber) = fiber::current() else {
        return wait();
    };
    let _waiting = Waiting::begin(&fiber);
    resolve();
    wait()
}

struct Waiting<'a>(&'a Fiber);

impl<'a> Waiting<'a> {
    fn begin(fiber: &'a Fiber) -> Self {
        fiber.waits_for_fibers.set(true);
        Self(fiber)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waits_for_fibers.set(false);
    }
}

/// Ends the wait of the newest fiber when all of them wait for each other.
pub(crate) fn resolve() {
    let alive = fiber::alive();
    let stuck = alive.iter().all(|fiber| fiber.waits_for_fibers.get());
    if !stuck || OUTSIDE_HELP.get().is_some_and(|outside_help| outside_help()) {
        return;
    }
    if let Some(victim) = fiber::current().or_else(|| alive.last().cloned()) {
        interrupt::interrupt(&victim, Interrupt::Deadlock);
    }
}
