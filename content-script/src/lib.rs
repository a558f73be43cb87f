//! The in-page host of the Python runtime: the supervisor.
//!
//! It is a module of its own, so that a trap in the interpreter leaves it
//! standing. It holds the port to the background, keeps events until they were
//! acknowledged, and replaces an interpreter that died.

pub mod edge;
mod exchange;
mod home;
mod host;
mod lifecycle;
mod log;
mod operations;
mod output;
mod port;
mod question;
mod seen;
mod shim;
mod supervisor;
mod waiting;
