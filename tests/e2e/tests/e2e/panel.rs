//! The panel's page in a tab: what is typed, and what is seen.

pub(crate) mod console;
mod debugging;
mod editing;
mod nodes;
mod picker;
pub(crate) mod pictures;
mod stopping;
mod transcript;
pub(crate) mod tree;
mod visiting;
