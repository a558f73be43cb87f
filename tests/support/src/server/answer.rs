//! One HTTP response, and how a file becomes one.

use super::Body;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use std::path::Path;
use std::time::Duration;

/// What is sent back.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) delay: Duration,
}

impl Answer {
    pub(super) fn text(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
            delay: Duration::ZERO,
        }
    }

    pub(super) fn redirect(to: &str) -> Self {
        let mut answer = Self::text(302, "text/plain", "");
        answer.headers.push(("location".to_owned(), to.to_owned()));
        answer
    }

    pub(super) fn not_found(path: &str) -> Self {
        let body = format!("<!doctype html><title>Not found</title><p>There is no {path} here.");
        Self::text(404, "text/html; charset=utf-8", body)
    }

    /// A file from disk, with what the file `NAME.headers` beside it says.
    pub(super) fn file(path: &Path) -> Option<Self> {
        let body = std::fs::read(path).ok()?;
        let mut answer = Self::text(200, content_type(path), body);
        let mut beside = path.as_os_str().to_owned();
        beside.push(".headers");
        if let Ok(rules) = std::fs::read_to_string(Path::new(&beside)) {
            answer.apply(&rules);
        }
        Some(answer)
    }

    /// Other origins may read it.
    pub(super) fn open_to_all(mut self) -> Self {
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-headers", "*"),
            ("access-control-allow-methods", "GET, POST"),
            ("access-control-allow-private-network", "true"),
        ] {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let body = Full::new(self.body).map_err(|never| match never {});
        let mut response = Response::new(body.boxed());
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in self.headers {
            let name = HeaderName::try_from(name);
            let value = HeaderValue::try_from(value);
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.append(name, value);
            }
        }
        response
    }

    /// A line is `Name: value`; `Status` and `Delay-Ms` are orders to this server, `#` is a comment.
    fn apply(&mut self, rules: &str) {
        let lines = rules.lines().filter(|line| !line.starts_with('#'));
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let (name, value) = (name.trim(), value.trim());
            match name.to_ascii_lowercase().as_str() {
                "status" => self.status = value.parse().unwrap_or(500),
                "delay-ms" => self.delay = Duration::from_millis(value.parse().unwrap_or(0)),
                _ => self.headers.push((name.to_owned(), value.to_owned())),
            }
        }
    }
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" | "htm" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        "txt" | "md" | "py" | "rst" | "inv" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_sets_headers_status_and_delay() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("a.html");
        std::fs::write(&page, "x").unwrap();
        let rules = "# why\nX-Frame-Options: DENY\nStatus: 203\nDelay-Ms: 40\n";
        std::fs::write(folder.path().join("a.html.headers"), rules).unwrap();
        let answer = Answer::file(&page).unwrap();
        assert_eq!(answer.status, 203);
        assert_eq!(answer.delay, Duration::from_millis(40));
        assert!(answer.headers.contains(&("X-Frame-Options".to_owned(), "DENY".to_owned())));
    }
}
