//! The panel's page in a tab: what is typed, and what is seen.

pub(crate) mod console;
mod debugging;
mod editing;
pub(crate) mod pictures;
mod rich;
mod search;
mod stopping;
mod tables;
mod tracebacks;
mod transcript;
mod typing_speed;
mod visiting;
