//! Python executions that may block without freezing the page.
//!
//! A *fiber* is an entry into Python that nobody in JavaScript waits for
//! synchronously: it runs under WebAssembly's JavaScript Promise Integration
//! (JSPI), so blocking suspends the fiber and the page goes on. Every other
//! entry is a *plain call*: JavaScript wants its return value at once, so it
//! cannot suspend and has a time budget instead.

mod budget;
mod entry;
mod interrupt;
mod safepoint;
mod suspend;
mod timers;

pub use entry::{Busy, can_suspend, enter_fiber, enter_plain, is_fiber_alive};
pub use interrupt::{Interrupt, request_interrupt};
pub use safepoint::install;
pub use suspend::{block_on, sleep, wait, wake};
pub use timers::{monotonic, turn_of_the_event_loop};
