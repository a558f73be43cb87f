//! The Python runtime: one interpreter in one WebAssembly instance.
//!
//! It knows no extension API. Whoever loads it passes a [`Host`], starts it
//! once, and sends it the requests of `morelia-protocol` as JSON.

mod boot;
mod exchange;
mod exports;
mod home;
mod host;
mod mounts;
mod native;
mod network;
mod operations;
mod options;
mod page_exchange;
mod pump;
mod waker;

pub use exports::{execute, home, interrupt, live_proxies, request, run_spawned, start};
pub use host::Host;
