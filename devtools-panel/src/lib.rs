//! The console: a DevTools panel, or the same page in a tab.
//!
//! Pure: [`completeness`], [`control_pictures`], [`filter`], [`frame_names`], [`history`],
//! [`notebook_reader`], [`record`], [`saving`], [`settings`], [`sgr`], [`site_pattern`],
//! [`status`], [`table`], [`terminal`], [`text_position`], [`traceback`].
//! Views: [`editor`], [`input_view`], [`toolbar`]; the [`transcript`] of
//! [`section`]s with what is in them ([`output_view`], [`error_view`],
//! [`mime_view`] and what it lists) and over them ([`cell_bar`], [`find_bar`],
//! [`source_view`]).
//! The object tree: [`tree`], [`tree_row`], [`tree_keys`], [`tree_actions`],
//! [`tree_highlight`], [`tree_link`]; elements: [`picker`], [`selection`].
//! Around the editor: [`editing`] with [`choice_dialog`], [`file_drop`],
//! [`history_search`], [`settings_dialog`].
//! Around the session: [`frame_picker`], [`running_list`], [`files`].
//! [`console`] ties them to the session, with [`actions`], [`cells`], [`questions`],
//! [`session_events`] and [`sources`]; [`side`] holds the consoles of a window's tabs.

mod actions;
mod cell_bar;
mod cells;
mod choice_dialog;
mod chunks;
mod clipboard;
mod completeness;
mod console;
mod control_pictures;
mod copying;
mod dom;
mod editing;
mod editor;
mod error_view;
mod file_drop;
mod files;
mod filter;
mod find_bar;
mod frame_names;
mod frame_picker;
mod highlight;
mod history;
mod history_search;
mod history_store;
mod image_view;
mod input_view;
mod json_view;
mod markdown;
mod mime_view;
mod network_image;
mod notebook_reader;
mod output_view;
mod panel;
mod picker;
mod questions;
mod record;
mod running_list;
mod runs;
mod sandbox;
mod sanitize;
mod saving;
mod search;
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
mod source_view;
mod sources;
mod span_view;
mod startup_scripts;
mod status;
mod table;
mod table_view;
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
