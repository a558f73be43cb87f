//! CPython's own test modules: which are run, and what they are known to give.

mod list;
mod ratchet;
mod suite;

pub use list::{List, Listed, Skip};
pub use ratchet::{Found, Known, Ratchet, differences};
pub use suite::{Suite, suite_folder};
