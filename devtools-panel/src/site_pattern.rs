//! Which pages a startup script is for: a host, or a match pattern as the
//! browsers have them (`*://*.example.org/shop/*`).

/// Why a text is neither a host nor a match pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither a host, as example.org, nor a match pattern, as *://*.example.org/shop/*"
)]
pub(crate) struct BadPattern(String);

/// Pages, by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SitePattern {
    /// `None`: http and https.
    scheme: Option<String>,
    /// `None`: any.
    host: Option<String>,
    with_subdomains: bool,
    /// With `*` for anything.
    path: String,
}

/// Reads a host or a match pattern.
///
/// # Errors
/// When it is neither.
pub(crate) fn parse(text: &str) -> Result<SitePattern, BadPattern> {
    let bad = || BadPattern(text.to_owned());
    let text = text.trim();
    let any =
        SitePattern { scheme: None, host: None, with_subdomains: false, path: "/*".to_owned() };
    if text == "<all_urls>" || text == "*" {
        return Ok(any);
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        let (host, with_subdomains) = host(text).ok_or_else(bad)?;
        return Ok(SitePattern { host, with_subdomains, ..any });
    };
    let scheme = match scheme {
        "*" => None,
        "http" | "https" | "file" => Some(scheme.to_owned()),
        _ => return Err(bad()),
    };
    let (authority, path) = rest.find('/').map(|at| rest.split_at(at)).ok_or_else(bad)?;
    if scheme.as_deref() == Some("file") && authority.is_empty() {
        return Ok(SitePattern { scheme, path: path.to_owned(), ..any });
    }
    let (host, with_subdomains) = host(authority).ok_or_else(bad)?;
    Ok(SitePattern { scheme, host, with_subdomains, path: path.to_owned() })
}

fn host(text: &str) -> Option<(Option<String>, bool)> {
    if text == "*" {
        return Some((None, false));
    }
    let (name, with_subdomains) = match text.strip_prefix("*.") {
        Some(name) => (name, true),
        None => (text, false),
    };
    let fits = |c: char| c.is_alphanumeric() || ".-_:[]".contains(c);
    let good = !name.is_empty() && name.chars().all(fits);
    good.then(|| (Some(name.to_lowercase()), with_subdomains))
}

impl SitePattern {
    /// Whether an address is one of these pages.
    pub(crate) fn matches(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once("://") else { return false };
        let scheme_fits = match &self.scheme {
            None => matches!(scheme, "http" | "https"),
            Some(wanted) => wanted == scheme,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        let host = authority.rsplit('@').next().unwrap_or_default().to_lowercase();
        scheme_fits && self.host_fits(&host) && glob(&self.path, path)
    }

    fn host_fits(&self, host: &str) -> bool {
        let Some(wanted) = &self.host else { return true };
        // A pattern without a port is for all ports.
        let host = if wanted.contains(':') { host } else { without_port(host) };
        let below = || host.strip_suffix(wanted).is_some_and(|left| left.ends_with('.'));
        host == wanted || self.with_subdomains && below()
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The part of an address that startup scripts and the history know a site by.
pub(crate) fn site_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..end).unwrap_or_default().rsplit('@').next().unwrap_or_default();
    if host.is_empty() { format!("{scheme}:") } else { host.to_lowercase() }
}

/// Whether a text is a pattern with `*` for anything. Time: linear for each star.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let parsed = parse(pattern).unwrap();
        for url in yes {
            assert!(parsed.matches(url), "{pattern} {url}");
        }
        for url in no {
            assert!(!parsed.matches(url), "{pattern} {url}");
        }
    }

    #[test]
    fn hosts() {
        let yes =
            ["https://example.org/", "http://Example.org:8080/x?y#z", "https://a@example.org"];
        let no = ["https://www.example.org/", "file://example.org/", "https://example.org.evil/"];
        check("example.org", &yes, &no);
        check(
            "*.example.org",
            &["https://example.org/", "https://a.b.example.org/"],
            &["https://badexample.org/"],
        );
        check("127.0.0.1:8000", &["http://127.0.0.1:8000/"], &["http://127.0.0.1:9000/"]);
    }

    #[test]
    fn match_patterns() {
        check(
            "*://*.example.org/shop/*",
            &["https://a.example.org/shop/1"],
            &["https://a.example.org/", "ftp://a.example.org/shop/1"],
        );
        check(
            "https://example.org/*/edit?*",
            &["https://example.org/a/b/edit?x"],
            &["http://example.org/a/edit?x", "https://example.org/a/edit"],
        );
        check("<all_urls>", &["http://x/", "https://y/z"], &["about:blank"]);
        check("file:///home/*", &["file:///home/x"], &["file:///tmp/x", "http:///home/x"]);
        check("https://x/a", &["https://x/a", "https://x/a#b"], &["https://x/ab"]);
    }

    #[test]
    fn what_is_none_is_told() {
        for bad in ["", "exa mple.org", "ftp://example.org/", "https://example.org", "*://*x/*"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sites() {
        assert_eq!(site_of("https://Example.org:81/x"), "example.org:81");
        assert_eq!(site_of("file:///home/x"), "file:");
        assert_eq!(site_of("about:blank"), "");
    }
}
