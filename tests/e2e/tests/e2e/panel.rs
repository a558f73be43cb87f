//! The panel's page in a tab: what is typed, and what is seen.

pub(crate) mod console;
mod debugging;
mod editing;
mod editing_pictures;
mod files;
mod history;
pub(crate) mod pictures;
mod settings;
mod signatures;
mod stopping;
mod transcript;
mod visiting;
