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

/// Body encodings that browsers undo.
const DECODED: &[&str] = &["br", "deflate", "gzip", "x-gzip", "zstd"];

impl HttpHead {
    /// What Python is told of a response whose body, if it has one, comes as
    /// the browser decoded it.
    #[must_use]
    pub fn told(
        status_line: &str,
        status: u16,
        headers: Vec<(String, String)>,
        has_body: bool,
    ) -> Self {
        let reason = status_line.splitn(3, ' ').nth(2).unwrap_or_default().trim().to_owned();
        let is_decoded = has_body
            && headers.iter().any(|(name, value)| {
                name.eq_ignore_ascii_case("content-encoding")
                    && value
                        .split(',')
                        .all(|part| DECODED.contains(&part.trim().to_ascii_lowercase().as_str()))
            });
        let is_told = |name: &str| match name.to_ascii_lowercase().as_str() {
            "connection" | "keep-alive" | "transfer-encoding" => false,
            "content-encoding" | "content-length" => !is_decoded,
            _ => true,
        };
        let mut told = Vec::with_capacity(headers.len());
        for (name, value) in headers.iter().filter(|(name, _)| is_told(name)) {
            // Firefox joins several Set-Cookie by line feeds.
            told.extend(value.split('\n').map(|line| (name.clone(), line.trim().to_owned())));
        }
        Self { status, reason, headers: told }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(head: &HttpHead) -> Vec<&str> {
        head.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn a_decoded_body_has_neither_encoding_nor_length() {
        let headers = || {
            [("Content-Encoding", "gzip"), ("Content-Length", "9"), ("Set-Cookie", "a=1\nb=2")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec()
        };
        let told = HttpHead::told("HTTP/1.1 200 Very OK", 200, headers(), true);
        assert_eq!((told.status, told.reason.as_str()), (200, "Very OK"));
        assert_eq!(names(&told), ["Set-Cookie", "Set-Cookie"]);
        assert_eq!(told.headers[1].1, "b=2");
        let of_head = HttpHead::told("HTTP/1.1 200", 200, headers(), false);
        assert_eq!(of_head.headers.len(), 4);
        assert_eq!(of_head.reason, "");
    }

    #[test]
    fn what_the_browser_does_not_decode_is_told_as_it_is() {
        let headers = vec![
            ("Content-Encoding".to_owned(), "compress".to_owned()),
            ("Content-Length".to_owned(), "9".to_owned()),
            ("Transfer-Encoding".to_owned(), "chunked".to_owned()),
        ];
        let told = HttpHead::told("", 200, headers, true);
        assert_eq!(names(&told), ["Content-Encoding", "Content-Length"]);
    }
}
