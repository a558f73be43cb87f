//! The panel's page in a tab: what is typed, and what is seen.

mod accessibility;
mod bad_input;
pub(crate) mod console;
mod debugging;
mod dropping;
mod editing;
mod editing_pictures;
mod files;
mod frames;
mod history;
mod magics;
mod nodes;
mod picker;
pub(crate) mod pictures;
mod rich;
mod running;
mod search;
mod settings;
mod side;
mod signatures;
mod stopping;
mod tables;
mod tracebacks;
mod transcript;
pub(crate) mod tree;
mod typing_speed;
mod visiting;
