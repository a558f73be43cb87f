//! One HTTP exchange between a content script and the background.
//!
//! Each exchange has a port of its own, so none waits for another, and closing
//! the port ends it. Text messages are JSON as everywhere; binary messages are
//! pieces of a body. The content script sends `Open`, pieces, `Send`; the
//! background answers with `Head`, pieces, `End`. `Taken` and `More` count
//! pieces, so that neither end has to keep more than a few.

use serde::{Deserialize, Serialize};

/// The name of the port that a content script opens for one exchange.
pub const EXCHANGE_PORT: &str = "morelia-exchange";

/// The longest piece of a body in one message, in bytes.
pub const MAX_PIECE_BYTES: usize = 1024 * 1024;

/// How many pieces of a body may be under way at once, in either direction.
pub const PIECES_AHEAD: u32 = 4;

/// An HTTP request without its body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// `GET`, `POST` …
    pub method: String,
    /// An absolute address.
    pub url: String,
    /// Names and values in order; a name may come more than once.
    pub headers: Vec<(String, String)>,
}

/// The status line and headers of a response, as the server sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpHead {
    /// The status code. A redirect is one like any other: nobody follows it.
    pub status: u16,
    /// The words after the status code; often empty.
    pub reason: String,
    /// Names and values in order; a name may come more than once.
    pub headers: Vec<(String, String)>,
}

/// Why an exchange failed, by what the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The extension may not make this request.
    Denied,
    /// There can be no such request.
    Invalid,
    /// The server's name could not be resolved.
    NameNotFound,
    /// Nobody listens there.
    ConnectionRefused,
    /// The browser waited long enough.
    TimedOut,
    /// No trusted secure connection could be made.
    Certificate,
    /// The connection ended too early.
    Reset,
    /// The background went away.
    Lost,
    /// Anything else.
    Other,
}

/// A failed exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Which sort.
    pub kind: FailureKind,
    /// For a person.
    pub message: String,
}

impl Failure {
    /// A failure of some sort.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// From a content script to the background, on an exchange's port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContentToExchange {
    /// The first message: what to ask for.
    Open {
        /// The request. Its body follows in pieces.
        request: HttpRequest,
    },
    /// The body is complete.
    Send,
    /// One more piece of the response's body may come.
    More,
    /// Keeps the background awake while the server takes its time.
    Ping,
}

/// From the background to a content script, on an exchange's port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ExchangeToContent {
    /// A piece of the request's body was stored.
    Taken,
    /// The response began.
    Head {
        /// Its status and headers.
        head: HttpHead,
    },
    /// The response is complete.
    End,
    /// There is no (more) response.
    Failed {
        /// Why.
        failure: Failure,
    },
}
