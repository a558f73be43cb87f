//! The console: a DevTools panel, or the same page in a tab.
//!
//! Pure: [`completeness`], [`history`], [`sgr`], [`status`], [`terminal`],
//! [`text_position`], [`traceback`].
//! Views: [`editor`], [`error_view`], [`input_view`], [`mime_view`],
//! [`output_view`], [`section`], [`toolbar`], [`transcript`].
//! [`console`] ties them to the session, with [`actions`], [`cells`], [`questions`] and
//! [`session_events`].

mod actions;
mod cells;
mod completeness;
mod console;
mod dom;
mod editor;
mod error_view;
mod files;
mod frame_names;
mod frame_picker;
mod history;
mod history_store;
mod input_view;
mod mime_view;
mod output_view;
mod panel;
mod questions;
mod record;
mod running_list;
mod runs;
mod saving;
mod section;
mod session_events;
mod sgr;
mod side;
mod status;
mod terminal;
mod text_position;
mod theme;
mod toolbar;
mod traceback;
mod transcript;
mod transfer;

pub use editor::EditorCallbacks;
pub use panel::{PanelError, start};
