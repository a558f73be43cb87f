//! The Python runtime: one interpreter in one WebAssembly instance.
//!
//! It knows no extension API. The build boots it once and puts what is in memory
//! then into the module. Whoever loads that passes a [`Host`], starts it once,
//! and sends it the requests of `morelia-protocol` as JSON.

mod archive;
mod boot;
mod exports;
mod host;
mod native;
mod operations;
mod pump;
mod sweep;

pub use exports::{boot, execute, interrupt, live_proxies, request, start};
pub use host::Host;
