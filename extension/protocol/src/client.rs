//! Between a client (panel, automation page) and the background.

use crate::{AttachFailure, FrameInfo, FrameTarget, Hello, Numbered, Request, RequestId, Rung};
use serde::{Deserialize, Serialize};

/// The name of the port that a client opens.
pub const CLIENT_PORT: &str = "morelia-client";

/// From an extension page to the background.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ClientToBackground {
    /// The first message on a port, and again after a navigation. Injects the
    /// content script when it is not there yet.
    Attach {
        /// Where.
        target: FrameTarget,
        /// Events after this number are sent again (0: all that are kept), as
        /// long as the session is the one with this id.
        since: u64,
        /// The session that `since` belongs to.
        session_id: Option<String>,
        /// Begin the ladder at this rung, for tests.
        force_rung: Option<Rung>,
    },
    /// An operation on the attached session.
    Request {
        /// Repeating a request with the same id does nothing twice.
        id: RequestId,
        /// What to do.
        request: Request,
    },
    /// Tell which frames the tab of the last `Attach` has, now and whenever one
    /// of them shows another document.
    WatchFrames,
    /// Events up to this number have arrived.
    Acknowledge {
        /// The number.
        seq: u64,
    },
    /// Keeps the background awake while something runs.
    Ping,
}

/// From the background to an extension page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BackgroundToClient {
    /// A session is there.
    Attached {
        /// What it said of itself.
        session: Hello,
    },
    /// No session can be had.
    AttachFailed {
        /// Why.
        failure: AttachFailure,
    },
    /// From the session.
    Event(Numbered),
    /// The frame shows another document now; the session is gone. Attach again.
    Navigated {
        /// The new document's address.
        url: String,
    },
    /// The frames of the tab, parents first.
    Frames {
        /// Never empty while the tab is there.
        frames: Vec<FrameInfo>,
    },
    /// The content script went away without a navigation that is known (a
    /// closed tab, a page in the back-forward cache).
    Detached,
}
