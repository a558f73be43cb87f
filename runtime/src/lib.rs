//! The Python runtime: one interpreter in one WebAssembly instance.
//!
//! It knows no extension API. The build boots it once and puts what is in memory
//! then into the module. Whoever loads that passes a [`Host`], starts it once,
//! and sends it the requests of `morelia-protocol` as JSON.

mod archive;
mod boot;
mod exchange;
mod exports;
mod garbage;
mod home;
mod host;
mod mounts;
mod native;
mod nesting;
mod network;
mod operations;
mod options;
mod page_exchange;
mod pump;
mod stacks;
mod sweep;
mod waker;

#[cfg(feature = "counting")]
pub use exports::counts;
pub use exports::{
    boot, execute, home, interrupt, leave, live_proxies, request, request_in_fiber, run_spawned,
    start, trap, used_memory,
};
pub use host::Host;
