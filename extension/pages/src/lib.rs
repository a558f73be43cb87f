//! The extension's pages: the automation page.

pub mod automation;
