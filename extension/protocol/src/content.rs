//! Between a content script and the background.

use crate::{HomeCall, Numbered, Request, RequestId, Rung};
use serde::{Deserialize, Serialize};

/// The name of the port that a content script opens.
pub const CONTENT_PORT: &str = "morelia-content";

/// What a content script says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// Unique for each document that Python was started in.
    pub session_id: String,
    /// The document's address.
    pub url: String,
    /// The document's title.
    pub title: String,
    /// Where the interpreter stands; `None` while it is being started.
    pub rung: Option<Rung>,
    /// The number of the newest event.
    pub newest_seq: u64,
    /// Whether an execution is running.
    pub busy: bool,
}

/// From a content script to the background, on its port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContentToBackground {
    /// The first message on a port, and again when something in it changed.
    Hello(Hello),
    /// The interpreter could not be started.
    StartFailed {
        /// Why, for a person.
        reason: String,
    },
    /// To all clients of the frame.
    Event(Numbered),
    /// The answer to `Replay`: the kept events after this number follow.
    Replaying {
        /// The number.
        since: u64,
    },
    /// Keeps the background awake while something runs.
    Ping,
}

/// From the background to a content script, on its port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BackgroundToContent {
    /// From a client.
    Request {
        /// The request's id; one that was seen before is ignored.
        id: RequestId,
        /// What to do.
        request: Request,
    },
    /// Send the kept events after this number again.
    Replay {
        /// The number.
        since: u64,
    },
    /// Events up to this number need not be kept.
    Acknowledge {
        /// The number.
        seq: u64,
    },
    /// How many clients follow the session now.
    Audience {
        /// The number of clients.
        clients: usize,
    },
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Down.
    pub height: f64,
}

/// A one-shot call from a content script's shim, answered with JSON. The
/// background takes tab, frame and origin from what the browser says of the
/// sender, never from the message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "camelCase")]
pub enum ContentCall {
    /// Allow one helper frame on the sender's origin. Answered with
    /// `{"url": …}`, the address to load, or `{"error": …}`.
    OpenHelperRealm,
    /// The helper frame is loaded; take the rule away. Answered with `{}`.
    CloseHelperRealm,
    /// Join our own world and the page's by a channel. Answered with `{}`, or
    /// `{"error": …}`.
    OpenPageWorld,
    /// Let the interpreter run in a page of the extension's, in a frame of the
    /// sender's. Answered with `{"secret": …, "proof": …}`, or
    /// `{"error": …}`.
    OpenExtensionFrame,
    /// Asked by such a page: is the secret that it was opened with ours?
    /// Answered with `{"proof": …}`, once, or `{"error": …}`.
    VouchForFrame {
        /// What the page's address ends with.
        secret: String,
    },
    /// A picture of the sender's tab, which has to be the one in front. Answered
    /// with `{"url": …, "cut": …}`, a PNG as a data address and whether it shows
    /// the area only, or `{"error": …}`.
    Capture {
        /// In the page's own measure, from the beginning of the document.
        area: Area,
        /// Pixels of the screen for one of the page.
        scale: f64,
    },
    /// About the person's folder of the sender's site. Answered with a
    /// [`crate::HomeAnswer`].
    Home(HomeCall),
}
