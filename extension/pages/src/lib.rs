//! The extension's pages.
