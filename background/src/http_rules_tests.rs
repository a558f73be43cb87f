//! Tests of the rules for requests.

use super::*;

fn request(headers: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method: "GET".to_owned(),
        url: "http://a.example/".to_owned(),
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
    }
}

fn names(headers: &[(String, String)]) -> Vec<&str> {
    headers.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn headers_go_where_they_can_be_set() {
    let asked = request(&[
        ("Host", "a.example"),
        ("User-Agent", "Python-urllib/3.14"),
        ("X-Token", "t"),
        ("Connection", "close"),
        ("Accept-Encoding", "identity"),
        ("Cookie", "a=1"),
        ("cookie", "b=2"),
        ("Sec-Fetch-Site", "none"),
        ("Authorization", "Basic eA=="),
    ]);
    let headers = check(&asked, "a.example", false).unwrap();
    assert_eq!(names(&headers.by_fetch), ["X-Token", "Authorization"]);
    assert_eq!(names(&headers.by_rule), ["user-agent", "cookie", "sec-fetch-site"]);
    assert_eq!(headers.by_rule[1].1, "a=1; b=2");
}

#[test]
fn what_browsers_do_not_do_is_refused() {
    for (name, value) in [
        ("Upgrade", "websocket"),
        ("Proxy-Authorization", "x"),
        ("Host", "b.example"),
        ("Bad name", "x"),
        ("X-Split", "a\r\nCookie: b"),
        ("X-Wide", "\u{4e00}"),
    ] {
        let refused = check(&request(&[(name, value)]), "a.example", false);
        assert_eq!(refused.unwrap_err().kind, FailureKind::Invalid, "{name}");
    }
    assert!(check(&request(&[("Host", "a.example:443")]), "a.example", false).is_ok());
    assert!(check(&request(&[]), "a.example", true).is_err(), "a GET with a body");
    for method in ["CONNECT", "trace", "GE T", ""] {
        let asked = HttpRequest { method: method.to_owned(), ..request(&[]) };
        assert!(check(&asked, "a.example", false).is_err(), "{method}");
    }
}

#[test]
fn sizes_are_limited() {
    let many: Vec<(&str, &str)> = vec![("x-a", "1"); MAX_HEADERS + 1];
    assert!(check(&request(&many), "a.example", false).is_err());
    let long = "x".repeat(MAX_HEADER_BYTES);
    assert!(check(&request(&[("x-a", &long)]), "a.example", false).is_err());
    assert!(check_length(&"x".repeat(MAX_URL_BYTES + 1)).is_err());
}

#[test]
fn both_browsers_words_are_understood() {
    for (words, kind) in [
        ("net::ERR_NAME_NOT_RESOLVED", FailureKind::NameNotFound),
        ("NS_ERROR_UNKNOWN_HOST", FailureKind::NameNotFound),
        ("net::ERR_CONNECTION_REFUSED", FailureKind::ConnectionRefused),
        ("NS_ERROR_CONNECTION_REFUSED", FailureKind::ConnectionRefused),
        ("net::ERR_CERT_AUTHORITY_INVALID", FailureKind::Certificate),
        ("SEC_ERROR_UNKNOWN_ISSUER", FailureKind::Certificate),
        ("SSL received a record that exceeded the maximum length.", FailureKind::Certificate),
        ("net::ERR_UNSAFE_PORT", FailureKind::Denied),
        ("NS_ERROR_NET_RESET", FailureKind::Reset),
        ("net::ERR_EMPTY_RESPONSE", FailureKind::Reset),
        ("net::ERR_CONNECTION_TIMED_OUT", FailureKind::TimedOut),
        ("something new", FailureKind::Other),
    ] {
        assert_eq!(failure(words).kind, kind, "{words}");
    }
}
