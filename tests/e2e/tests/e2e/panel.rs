//! The panel's page in a tab: what is typed, and what is seen.

pub(crate) mod console;
mod debugging;
mod editing;
mod files;
mod frames;
mod magics;
pub(crate) mod pictures;
mod running;
mod side;
mod stopping;
mod transcript;
mod visiting;
