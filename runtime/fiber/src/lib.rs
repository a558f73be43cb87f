//! Python executions that may block without freezing the page.
//!
//! A *fiber* is an entry into Python that nobody in JavaScript waits for
//! synchronously: it runs under WebAssembly's JavaScript Promise Integration
//! (JSPI), so blocking suspends the fiber and the page goes on. Any number of
//! them may be suspended at once, each in a `VirtualMachine` of its own. Every
//! other entry is a *plain call*: JavaScript wants its return value at once, so
//! it cannot suspend and has a time budget instead.

mod budget;
mod deadlock;
mod fiber;
mod frames;
mod interrupt;
mod safepoint;
mod signals;
mod spawn;
mod suspend;
mod timers;
mod usage;

pub use deadlock::{set_outside_help, waiting_for_fibers};
pub use fiber::{
    Fiber, Kind, MAIN_IDENT, alive, atomically, can_suspend, current, current_ident, enter_fiber,
    enter_plain, new_ident,
};
pub use frames::look_at_others;
pub use interrupt::{Interrupt, interrupt_fiber, request_interrupt};
pub use safepoint::{install, set_memory_check};
pub use signals::{
    Interval, real_timer, send_signal, set_idle_signal_handler, set_real_timer, set_signal_handler,
};
pub use spawn::{any_spawned, run_spawned, set_crash_handler, spawn};
pub use suspend::{Waker, block_on, block_on_within, check_can_block, pause, sleep, suspensions};
pub use timers::monotonic;
pub use usage::time_used;
