//! What happens between two Python instructions: yielding, interrupts, budget.

use crate::{budget, fiber, interrupt, signals, suspend, timers};
use rustpython_vm::{PyResult, VirtualMachine, signal};
use std::cell::Cell;

/// Instructions between two looks at the clock: about half a millisecond.
const INTERVAL: u32 = 10_000;

/// Seconds that a fiber runs before the event loop gets a turn. Below one
/// frame of a 60 Hz display.
const TIME_SLICE: f64 = 0.012;

thread_local! {
    static IS_MEMORY_SHORT: Cell<Option<fn() -> bool>> = const { Cell::new(None) };
    static SLICE_BEGAN: Cell<f64> = const { Cell::new(0.0) };
}

/// Makes the eval loop yield to the page, once per interpreter.
pub fn install() {
    signal::set_eval_hook(safepoint, INTERVAL);
    signal::set_swallowed_interrupt_handler(interrupt::raise_again);
}

/// Installs what says whether a `MemoryError` is due.
pub fn set_memory_check(is_short: fn() -> bool) {
    IS_MEMORY_SHORT.set(Some(is_short));
}

/// Starts a new time slice, because the event loop just had its turn.
pub(crate) fn begin_slice() {
    SLICE_BEGAN.set(timers::monotonic());
}

/// Looks at the next instruction for what waits to be delivered. The code that
/// ran until now may have looked already, and it was not meant.
pub(crate) fn look_again() {
    if signals::is_pending() || fiber::is_interrupt_requested() {
        signal::trip_eval_hook();
    }
}

fn safepoint(vm: &VirtualMachine) -> PyResult<()> {
    if IS_MEMORY_SHORT.get().is_some_and(|is_short| is_short()) {
        return Err(vm.new_memory_error("this session uses nearly all the memory it may have"));
    }
    if !fiber::can_suspend() {
        if budget::exhausted() {
            return Err(vm.new_exception_msg(
                vm.ctx.exceptions.timeout_error.to_owned(),
                format!(
                    "this call took longer than {} s while JavaScript waited for its result; \
                     move the work to an execution of its own",
                    budget::PLAIN_CALL_BUDGET
                )
                .into(),
            ));
        }
        return Ok(());
    }
    if !fiber::is_interrupt_requested() && timers::monotonic() - SLICE_BEGAN.get() > TIME_SLICE {
        suspend::yield_to_event_loop();
    }
    interrupt::deliver(vm)?;
    signals::deliver(vm)
}
