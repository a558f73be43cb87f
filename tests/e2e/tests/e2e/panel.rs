//! The panel's page in a tab: what is typed, and what is seen.

pub(crate) mod console;
mod debugging;
mod editing;
mod files;
mod frames;
mod magics;
mod nodes;
mod picker;
pub(crate) mod pictures;
mod running;
mod side;
mod stopping;
mod transcript;
pub(crate) mod tree;
mod visiting;
