//! The console: a DevTools panel, or the same page in a tab.
//!
//! Pure: [`completeness`], [`control_pictures`], [`filter`], [`history`], [`sgr`],
//! [`status`], [`table`], [`terminal`], [`text_position`], [`traceback`].
//! Views: [`editor`], [`input_view`], [`toolbar`]; the [`transcript`] of
//! [`section`]s with what is in them ([`output_view`], [`error_view`],
//! [`mime_view`] and what it lists) and over them ([`cell_bar`], [`find_bar`],
//! [`source_view`]).
//! [`console`] ties them to the session, with [`cells`], [`questions`],
//! [`session_events`] and [`sources`].

mod cell_bar;
mod cells;
mod chunks;
mod completeness;
mod console;
mod control_pictures;
mod copying;
mod dom;
mod editor;
mod error_view;
mod filter;
mod find_bar;
mod highlight;
mod history;
mod history_store;
mod image_view;
mod input_view;
mod json_view;
mod markdown;
mod mime_view;
mod network_image;
mod output_view;
mod panel;
mod questions;
mod runs;
mod sandbox;
mod sanitize;
mod search;
mod section;
mod session_events;
mod sgr;
mod source_view;
mod sources;
mod span_view;
mod status;
mod table;
mod table_view;
mod terminal;
mod text_position;
mod theme;
mod toolbar;
mod traceback;
mod transcript;

pub use editor::EditorCallbacks;
pub use panel::{PanelError, start};
