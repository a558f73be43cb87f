//! What a server serves.

use super::answer::Answer;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// Pages by path. Later rules come before earlier ones.
///
/// ```
/// use morelia_browser::Site;
/// use std::time::Duration;
/// let site = Site::new()
///     .folder("/docs", "/usr/share/doc")
///     .page("/plain", "<title>Plain</title>")
///     .page("/strict", "<title>Strict</title>")
///     .header("/strict", "Content-Security-Policy", "default-src 'none'")
///     .redirect("/old", "/plain")
///     .delay("/docs/", Duration::from_millis(100));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Site {
    rules: Vec<(String, Rule)>,
    headers: Vec<(String, String, String)>,
    delays: Vec<(String, Duration)>,
}

#[derive(Clone, Debug)]
enum Rule {
    Folder(PathBuf),
    Answer(Answer),
}

impl Site {
    /// A site without pages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Serves a folder below a path. A file `NAME.headers` beside a file sets its response headers.
    #[must_use]
    pub fn folder(mut self, path: &str, folder: impl Into<PathBuf>) -> Self {
        self.rules.push((path.trim_end_matches('/').to_owned(), Rule::Folder(folder.into())));
        self
    }

    /// Serves HTML at a path.
    #[must_use]
    pub fn page(self, path: &str, html: &str) -> Self {
        self.text(path, "text/html; charset=utf-8", html)
    }

    /// Serves text of any type at a path.
    #[must_use]
    pub fn text(mut self, path: &str, content_type: &str, body: &str) -> Self {
        let answer = Answer::text(200, content_type, body.to_owned());
        self.rules.push((path.to_owned(), Rule::Answer(answer)));
        self
    }

    /// Sends a path elsewhere.
    #[must_use]
    pub fn redirect(mut self, path: &str, to: &str) -> Self {
        self.rules.push((path.to_owned(), Rule::Answer(Answer::redirect(to))));
        self
    }

    /// Adds a response header to every path that begins so.
    #[must_use]
    pub fn header(mut self, prefix: &str, name: &str, value: &str) -> Self {
        self.headers.push((prefix.to_owned(), name.to_owned(), value.to_owned()));
        self
    }

    /// Lets every path that begins so wait before it is answered.
    #[must_use]
    pub fn delay(mut self, prefix: &str, delay: Duration) -> Self {
        self.delays.push((prefix.to_owned(), delay));
        self
    }

    pub(super) fn answer(&self, path: &str) -> Answer {
        let decoded = decode(path);
        let found = self.rules.iter().rev().find_map(|(at, rule)| match rule {
            Rule::Answer(answer) => (*at == decoded).then(|| answer.clone()),
            Rule::Folder(folder) => from_folder(folder, decoded.strip_prefix(at.as_str())?, path),
        });
        let mut answer = found.unwrap_or_else(|| Answer::not_found(path));
        for (prefix, name, value) in &self.headers {
            if decoded.starts_with(prefix) {
                answer.headers.push((name.clone(), value.clone()));
            }
        }
        answer.delay += self
            .delays
            .iter()
            .filter(|(prefix, _)| decoded.starts_with(prefix))
            .map(|(_, delay)| *delay)
            .sum::<Duration>();
        answer
    }
}

fn from_folder(folder: &Path, below: &str, asked: &str) -> Option<Answer> {
    let below = Path::new(below.strip_prefix('/').unwrap_or(below));
    // Nothing outside the folder, whatever the path says.
    if !below.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = folder.join(below);
    if !path.is_dir() {
        return Answer::file(&path);
    }
    if !asked.ends_with('/') {
        return Some(Answer::redirect(&format!("{asked}/")));
    }
    Answer::file(&path.join("index.html"))
}

fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(site: &Site, path: &str) -> (u16, String) {
        let answer = site.answer(path);
        (answer.status, String::from_utf8_lossy(&answer.body).into_owned())
    }

    #[test]
    fn folders_pages_and_redirects() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("a b.html"), "A").unwrap();
        std::fs::write(folder.path().join("sub/index.html"), "I").unwrap();
        let site =
            Site::new().folder("/f/", folder.path()).page("/f/a", "memory").redirect("/go", "/f/a");
        assert_eq!(body(&site, "/f/a%20b.html"), (200, "A".to_owned()));
        assert_eq!(body(&site, "/f/a"), (200, "memory".to_owned()));
        assert_eq!(body(&site, "/f/sub/"), (200, "I".to_owned()));
        assert_eq!(site.answer("/f/sub").status, 302);
        assert_eq!(site.answer("/go").status, 302);
        assert_eq!(site.answer("/none").status, 404);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "s").unwrap();
        std::fs::create_dir(folder.path().join("open")).unwrap();
        let site = Site::new().folder("/", folder.path().join("open"));
        for path in ["/../secret", "/%2e%2e/secret", "/x/../../secret", "//etc/passwd"] {
            assert_eq!(site.answer(path).status, 404, "{path}");
        }
    }

    #[test]
    fn headers_and_delays_go_by_prefix() {
        let site = Site::new()
            .page("/s/x", "")
            .header("/s/", "X-A", "1")
            .delay("/s/x", Duration::from_secs(1));
        let answer = site.answer("/s/x");
        assert!(answer.headers.contains(&("X-A".to_owned(), "1".to_owned())));
        assert_eq!(answer.delay, Duration::from_secs(1));
        assert_eq!(site.answer("/other").delay, Duration::ZERO);
    }
}
