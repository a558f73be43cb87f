//! The Python runtime: one interpreter in one WebAssembly instance.
//!
//! It knows no extension API. Whoever loads it passes a [`Host`], starts it
//! once, and sends it the requests of `morelia-protocol` as JSON.

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
mod waker;

pub use exports::{
    execute, home, interrupt, live_proxies, request, run_spawned, start, used_memory,
};
pub use host::Host;
