//! Typed bindings to the WebExtension APIs; the only crate that names
//! `chrome` or `browser`.
//!
//! `web-extensions-sys` gives the types. It fixes the namespace at compile
//! time, though, and one build of ours serves both browsers, so the namespace
//! is looked up at run time.

mod devtools;
mod dom;
mod error;
mod listener;
mod namespace;
mod net_request;
mod object;
pub mod permissions;
mod port;
pub mod runtime;
pub mod scripting;
mod sender;
pub mod storage;
pub mod tabs;
pub mod web_navigation;
pub mod web_request;

pub use devtools::{SelectionWatch, ThemeWatch, devtools_tab_id, devtools_theme, inspected_eval};
pub use dom::shadow_root;
pub use error::ApiError;
pub use listener::Listener;
pub use net_request::{
    FrameRule, OwnRequestRule, add_own_request_rule, add_rule, remove_all_rules, remove_rule,
};
pub use port::{ListeningPort, Message, Port};
pub use sender::Sender;
