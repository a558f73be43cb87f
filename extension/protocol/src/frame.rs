//! Which frame of which tab, and how Python can run there.

use serde::{Deserialize, Serialize};

/// A frame of a tab, by the browser's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameTarget {
    /// The tab's id.
    pub tab_id: i32,
    /// The frame's id, an integer below 2⁵³; 0 is the tab's top frame.
    pub frame_id: i64,
}

/// A frame of a tab, as a picker lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameInfo {
    /// The frame's id; 0 is the tab's top frame.
    pub frame_id: i64,
    /// The frame that it is in; -1 for the top frame.
    pub parent_id: i64,
    /// The document's address.
    pub url: String,
}

/// The rung of the ladder that a session's interpreter stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// The isolated world of the page.
    Page,
    /// The isolated world, with `WebAssembly` from a helper frame (Chromium).
    HelperRealm,
    /// A frame of the extension's own, reaching the page by messages.
    ExtensionFrame,
}

/// Why no session can be had in a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AttachFailure {
    /// The browser allows no extension here (its own pages, its store).
    NotScriptable {
        /// The page's address.
        url: String,
        /// The browser's own words.
        reason: String,
    },
    /// The tab or frame is gone.
    Gone,
    /// The interpreter could not be started.
    StartFailed {
        /// What went wrong, for a person.
        reason: String,
    },
}

impl std::fmt::Display for AttachFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotScriptable { url, reason } => write!(
                f,
                "Python cannot run on {url}: the browser lets no extension into this page \
                 ({reason}). Open an ordinary web page and try again."
            ),
            Self::Gone => f.write_str("The tab or frame is gone."),
            Self::StartFailed { reason } => write!(f, "Python could not be started: {reason}"),
        }
    }
}
