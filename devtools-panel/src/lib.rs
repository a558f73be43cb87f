//! The console: a DevTools panel, or the same page in a tab.
//!
//! Pure: [`completeness`], [`history`], [`notebook_reader`], [`settings`],
//! [`sgr`], [`site_pattern`], [`status`], [`terminal`], [`text_position`],
//! [`traceback`].
//! Views: [`editor`], [`error_view`], [`input_view`], [`mime_view`],
//! [`output_view`], [`section`], [`toolbar`], [`transcript`].
//! The object tree: [`tree`], [`tree_row`], [`tree_keys`], [`tree_actions`],
//! [`tree_highlight`], [`tree_link`]; elements: [`picker`], [`selection`].
//! Around the editor: [`editing`] with [`choice_dialog`], [`file_drop`],
//! [`history_search`], [`settings_dialog`].
//! [`console`] ties them to the session, with [`actions`], [`cells`],
//! [`questions`] and
//! [`session_events`].

mod actions;
mod cells;
mod choice_dialog;
mod clipboard;
mod completeness;
mod console;
mod dom;
mod editing;
mod editor;
mod error_view;
mod file_drop;
mod files;
mod frame_names;
mod frame_picker;
mod history;
mod history_search;
mod history_store;
mod input_view;
mod mime_view;
mod notebook_reader;
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
mod settings;
mod settings_dialog;
mod settings_form;
mod settings_store;
mod sgr;
mod side;
mod site_pattern;
mod startup_scripts;
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
