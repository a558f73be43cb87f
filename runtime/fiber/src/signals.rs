//! Signals that Python and its timers send to the session itself.
//!
//! As in CPython, handlers run in the main thread, between two instructions or
//! in the middle of a wait, which then goes on.

use crate::{fiber, interrupt, timers::Alarm, timers::monotonic};
use rustpython_vm::{PyResult, VirtualMachine, signal};
use std::cell::{Cell, RefCell};

/// Does what a signal asks for: calls its handler, or acts by default.
pub(crate) type Handler = fn(signal: i32, vm: &VirtualMachine) -> PyResult<()>;

/// Does the same where no Python runs.
pub(crate) type IdleHandler = fn(signal: i32);

/// The time to the next ring and the time between rings after that, in seconds.
pub type Interval = (f64, f64);

/// The signal of Ctrl+C.
const SIGINT: i32 = 2;

thread_local! {
    static PENDING: Cell<u128> = const { Cell::new(0) };
    static HANDLER: Cell<Option<Handler>> = const { Cell::new(None) };
    static IDLE_HANDLER: Cell<Option<IdleHandler>> = const { Cell::new(None) };
    static TIMER: RefCell<Option<RealTimer>> = const { RefCell::new(None) };
}

struct RealTimer {
    due: f64,
    interval: f64,
    _alarm: Alarm,
}

/// Installs what delivers signals.
pub fn set_signal_handler(handler: Handler) {
    HANDLER.set(Some(handler));
}

/// Installs what delivers signals while no fiber of the main thread is alive.
pub fn set_idle_signal_handler(handler: IdleHandler) {
    IDLE_HANDLER.set(Some(handler));
}

/// Sends a signal to the session.
pub fn send_signal(number: i32) {
    let alive = fiber::alive();
    let execution = alive.iter().find(|fiber| fiber.kind() == fiber::Kind::Execution);
    let main = execution.or_else(|| alive.iter().find(|fiber| fiber.is_main()));
    let Some(main) = main else {
        if let Some(handler) = IDLE_HANDLER.get() {
            handler(number);
        }
        return;
    };
    PENDING.set(PENDING.get() | bit(number));
    signal::trip_eval_hook();
    interrupt::end_suspension(main);
}

fn bit(number: i32) -> u128 {
    u32::try_from(number).ok().and_then(|number| 1_u128.checked_shl(number)).unwrap_or(0)
}

/// Whether a signal waits for the main thread to run.
pub(crate) fn is_pending() -> bool {
    PENDING.get() != 0
}

/// Handles what was sent, when the main thread runs.
pub(crate) fn deliver(vm: &VirtualMachine) -> PyResult<()> {
    if PENDING.get() == 0 || fiber::current_ident() != fiber::MAIN_IDENT {
        return Ok(());
    }
    while PENDING.get() != 0 {
        let number = PENDING.get().trailing_zeros();
        PENDING.set(PENDING.get() & !(1 << number));
        if let (Some(handler), Ok(number)) = (HANDLER.get(), i32::try_from(number)) {
            let handled = handler(number, vm);
            if number == SIGINT && handled.is_err() {
                interrupt::delivered();
            }
            handled?;
        }
    }
    Ok(())
}

/// Sets the timer that sends `number` (`setitimer` with `ITIMER_REAL`), or stops
/// it when the first time is 0. Gives what was left of the last one.
pub fn set_real_timer(number: i32, (first, interval): Interval) -> Interval {
    let before = real_timer();
    let next = (first > 0.0).then(|| start(number, first, interval));
    TIMER.replace(next);
    before
}

/// What is left of the timer; zeros when none is set.
#[must_use]
pub fn real_timer() -> Interval {
    TIMER.with_borrow(|timer| {
        timer.as_ref().map_or((0.0, 0.0), |timer| {
            // A ring that is due but not yet sent must not look like no timer.
            ((timer.due - monotonic()).max(1e-6), timer.interval)
        })
    })
}

fn start(number: i32, first: f64, interval: f64) -> RealTimer {
    let ring = move || {
        let next = (interval > 0.0).then(|| start(number, interval, interval));
        // The alarm that calls this is kept until it returns.
        let rung = TIMER.replace(next);
        send_signal(number);
        drop(rung);
    };
    RealTimer { due: monotonic() + first, interval, _alarm: Alarm::start(first, ring) }
}
