//! Who sent a message, as the browser says.

use crate::object::{frame_id, integer, property, text};
use wasm_bindgen::JsValue;

/// The other end of a port or a one-shot message. Every field comes from the
/// browser; a page cannot forge one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// The extension's id.
    pub id: Option<String>,
    /// The address of the document that sent.
    pub url: Option<String>,
    /// Its origin, where the browser tells.
    pub origin: Option<String>,
    /// The tab, for content scripts and extension pages in tabs.
    pub tab_id: Option<i32>,
    /// The frame in the tab.
    pub frame_id: Option<i64>,
    /// Whether the tab is in a private window.
    pub incognito: bool,
    /// The cookie store of the tab (Firefox's containers), where the browser
    /// tells.
    pub cookie_store: Option<String>,
    /// The document, where the browser tells.
    pub document_id: Option<String>,
}

impl Sender {
    /// Reads a `runtime.MessageSender`.
    #[must_use]
    pub fn read(sender: &JsValue) -> Self {
        let tab = property(sender, "tab");
        let tab = tab.as_ref();
        Self {
            id: text(sender, "id"),
            url: text(sender, "url"),
            origin: text(sender, "origin"),
            tab_id: tab.and_then(|tab| integer(tab, "id")),
            incognito: tab
                .and_then(|tab| property(tab, "incognito"))
                .is_some_and(|incognito| incognito.is_truthy()),
            cookie_store: tab.and_then(|tab| text(tab, "cookieStoreId")),
            frame_id: frame_id(sender, "frameId"),
            document_id: text(sender, "documentId"),
        }
    }
}
