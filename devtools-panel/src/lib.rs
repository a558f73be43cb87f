//! The console: a DevTools panel, or the same page in a tab.
//!
//! Pure: [`completeness`], [`history`], [`sgr`], [`status`], [`terminal`],
//! [`text_position`], [`traceback`].
//! Views: [`editor`], [`error_view`], [`input_view`], [`mime_view`],
//! [`output_view`], [`section`], [`toolbar`], [`transcript`].
//! The object tree: [`tree`], [`tree_row`], [`tree_keys`], [`tree_actions`],
//! [`tree_highlight`], [`tree_link`]; elements: [`picker`], [`selection`].
//! [`console`] ties them to the session, with [`actions`], [`cells`], [`questions`] and
//! [`session_events`].

mod actions;
mod cells;
mod clipboard;
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
mod picker;
mod questions;
mod record;
mod running_list;
mod runs;
mod saving;
mod section;
mod selection;
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
mod tree;
mod tree_actions;
mod tree_highlight;
mod tree_keys;
mod tree_link;
mod tree_row;

pub use editor::EditorCallbacks;
pub use panel::{PanelError, start};
