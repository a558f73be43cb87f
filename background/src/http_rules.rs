//! Which requests are made, and how; pure.
//!
//! Browsers reserve some headers for themselves. Those that Python may have a
//! say in are set by a rule on the request; those that follow from the
//! connection are left to the browser.

use morelia_protocol::{Failure, FailureKind, HttpRequest};

const MAX_URL_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 256;
const MAX_HEADER_BYTES: usize = 256 * 1024;

/// Methods that `fetch` never sends.
const NO_METHODS: &[&str] = &["CONNECT", "TRACE", "TRACK"];

/// The browser sends what is right for its connection and what it can
/// decompress, so these are dropped. Chromium fails on a compressed body that
/// the request did not allow for, and some servers always compress.
const LEFT_TO_THE_BROWSER: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
];

/// Would make another protocol of HTTP, or speak to a proxy.
const REFUSED: &[&str] = &["proxy-authorization", "proxy-connection", "upgrade"];

/// `fetch` drops these silently; a rule on the request sets them.
const SET_BY_RULE: &[&str] = &[
    "accept-charset",
    "access-control-request-headers",
    "access-control-request-method",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "origin",
    "referer",
    "set-cookie",
    "user-agent",
    "via",
];

/// What the browser would tell of itself and of the extension, and Python did
/// not ask for. `Origin` names the extension, in Firefox by a number that is
/// unique to the person's profile.
pub(crate) const NOT_TOLD: &[&str] = &[
    "accept-language",
    "origin",
    "referer",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-storage-access",
];

/// The headers of a request by how they are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers {
    pub(crate) by_fetch: Vec<(String, String)>,
    /// Names in lower case, each once.
    pub(crate) by_rule: Vec<(String, String)>,
}

/// Looks at a request; gives its headers. `host` is the server's name and
/// port, as the browser read them from the address.
///
/// # Errors
/// When there is no such request.
pub(crate) fn check(request: &HttpRequest, host: &str, has_body: bool) -> Result<Headers, Failure> {
    let method = request.method.to_ascii_uppercase();
    if !is_token(&method) || NO_METHODS.contains(&method.as_str()) {
        return invalid(format!("browsers send no {method:?} requests"));
    }
    if has_body && matches!(method.as_str(), "GET" | "HEAD") {
        return invalid(format!(
            "browsers send no body with {method}: put the data into the address, or use POST"
        ));
    }
    let bytes: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if request.headers.len() > MAX_HEADERS || bytes > MAX_HEADER_BYTES {
        return invalid(format!(
            "the headers are too long: at most {MAX_HEADERS} headers and {MAX_HEADER_BYTES} bytes"
        ));
    }
    let mut headers = Headers::default();
    for (name, value) in &request.headers {
        add(&mut headers, name, value.trim(), host)?;
    }
    Ok(headers)
}

fn add(headers: &mut Headers, name: &str, value: &str, host: &str) -> Result<(), Failure> {
    let lower = name.to_ascii_lowercase();
    let is_clean = value.chars().all(|c| !matches!(c, '\0' | '\r' | '\n') && c <= '\u{ff}');
    if !is_token(&lower) || !is_clean {
        return invalid(format!("the header {name:?} has characters that no header may have"));
    }
    if REFUSED.contains(&lower.as_str()) || lower.starts_with("sec-websocket") {
        return invalid(format!(
            "the header {name} cannot be sent from a browser; for web sockets, use js.WebSocket"
        ));
    }
    if lower == "host" && !value.eq_ignore_ascii_case(host) && !is_default_port_of(value, host) {
        return invalid(format!("the header Host cannot be {value:?}: the address says {host:?}"));
    }
    if LEFT_TO_THE_BROWSER.contains(&lower.as_str()) {
        return Ok(());
    }
    let is_ruled = SET_BY_RULE.contains(&lower.as_str())
        || lower.starts_with("sec-")
        || lower.starts_with("proxy-");
    if !is_ruled {
        headers.by_fetch.push((name.to_owned(), value.to_owned()));
        return Ok(());
    }
    let joint = if lower == "cookie" { "; " } else { ", " };
    match headers.by_rule.iter_mut().find(|(known, _)| *known == lower) {
        Some((_, known)) => *known = format!("{known}{joint}{value}"),
        None => headers.by_rule.push((lower, value.to_owned())),
    }
    Ok(())
}

/// `example.org:443` for an address of `example.org`, and the other way round.
fn is_default_port_of(value: &str, host: &str) -> bool {
    let bare = |text: &str| {
        let text = text.to_ascii_lowercase();
        let cut = text.strip_suffix(":443").or_else(|| text.strip_suffix(":80"));
        cut.map_or_else(|| text.clone(), str::to_owned)
    };
    bare(value) == bare(host)
}

/// Makes sure of the length of an address.
///
/// # Errors
/// When it is too long.
pub(crate) fn check_length(url: &str) -> Result<(), Failure> {
    if url.len() > MAX_URL_BYTES {
        return invalid(format!("the address is longer than {MAX_URL_BYTES} bytes"));
    }
    Ok(())
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::new(FailureKind::Invalid, message))
}

/// A failure from the browser's words.
pub(crate) fn failure(words: &str) -> Failure {
    let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    let kind = if has(&["ERR_NAME_", "UNKNOWN_HOST"]) {
        FailureKind::NameNotFound
    } else if has(&["CONNECTION_REFUSED"]) {
        FailureKind::ConnectionRefused
    } else if has(&["TIMED_OUT", "NET_TIMEOUT"]) {
        FailureKind::TimedOut
    } else if has(&["ERR_CERT", "ERR_SSL", "SEC_ERROR", "SSL_ERROR", "PKIX_ERROR"])
        || words.to_ascii_lowercase().contains("certificate")
        || words.starts_with("SSL ")
    {
        FailureKind::Certificate
    } else if has(&["UNSAFE_PORT", "PORT_ACCESS", "ERR_BLOCKED", "ERR_ACCESS_DENIED"]) {
        FailureKind::Denied
    } else if has(&[
        "RESET",
        "CLOSED",
        "ERR_CONNECTION_ABORTED",
        "EMPTY_RESPONSE",
        "PARTIAL_TRANSFER",
        "INCOMPLETE",
        "LENGTH_MISMATCH",
        "NET_INTERRUPT",
    ]) {
        FailureKind::Reset
    } else {
        FailureKind::Other
    };
    Failure::new(kind, format!("the browser reports {words}"))
}

#[cfg(test)]
#[path = "http_rules_tests.rs"]
mod tests;
