//! What browsers' consoles show, from wherever each browser lets us read it.
//!
//! Chromium: WebDriver's browser log has pages, content scripts and extension pages; the service
//! worker is only in Chromium's own log file. Firefox: everything comes out on standard output, with
//! less detail and without a source for `console.error`. Promises that reject and are never handled
//! show up in Chromium; in Firefox only when the page's realm reports them.

use crate::BrowserKind;
use crate::launch::log_file;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// One error or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleEntry {
    /// Where it came from, as far as is known.
    pub source: String,
    /// What it says.
    pub text: String,
}

impl std::fmt::Display for ConsoleEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.source, self.text)
    }
}

/// Reads a console from where the last reading ended.
#[derive(Debug)]
pub(crate) struct ConsoleReader {
    kind: BrowserKind,
    log: PathBuf,
    seen: usize,
}

impl ConsoleReader {
    pub(crate) fn new(kind: BrowserKind, scratch: &Path) -> Self {
        Self { kind, log: log_file(scratch), seen: 0 }
    }

    /// How many lines were read.
    pub(crate) fn seen(&self) -> usize {
        self.seen
    }

    /// The errors among new entries of WebDriver's log and new lines of the driver's output.
    pub(crate) fn read(&mut self, entries: &Value, driver_lines: &[String]) -> Vec<ConsoleEntry> {
        match self.kind {
            BrowserKind::Firefox => {
                self.seen += driver_lines.len();
                driver_lines.iter().filter_map(|line| firefox_error(line)).collect()
            }
            BrowserKind::Chromium => {
                let entries = entries.as_array().into_iter().flatten();
                let mut errors: Vec<ConsoleEntry> = entries.filter_map(chromium_error).collect();
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                errors.extend(log.lines().skip(self.seen).filter_map(service_worker_error));
                self.seen = log.lines().count();
                errors
            }
        }
    }
}

/// `SEVERE` is an error. The text begins with the source, a line and a column.
fn chromium_error(entry: &Value) -> Option<ConsoleEntry> {
    let field = |name| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("level") != "SEVERE" {
        return None;
    }
    let (source, text) = field("message").split_once(' ').unwrap_or_default();
    Some(ConsoleEntry { source: source.to_owned(), text: text.to_owned() })
}

/// `[…:CONSOLE:7] "Uncaught Error: no", source: chrome-extension://…/background.js (7)`. The line has
/// no level, so only what nobody caught counts, and what says of itself that it is an error.
fn service_worker_error(line: &str) -> Option<ConsoleEntry> {
    let (_, rest) = line.split_once("CONSOLE")?;
    let (text, source) = rest.split_once("] \"")?.1.rsplit_once("\", source: ")?;
    let is_ours = source.starts_with("chrome-extension://") && source.contains("background");
    let is_error = text.contains("Uncaught") || text.contains("panicked") || text.contains("Error");
    (is_ours && is_error).then(|| ConsoleEntry { source: source.to_owned(), text: text.to_owned() })
}

/// `console.error: …` and `JavaScript error: SOURCE, line 3: …`. Firefox's own code logs there too.
fn firefox_error(line: &str) -> Option<ConsoleEntry> {
    if let Some(rest) = line.strip_prefix("JavaScript error: ") {
        let (source, text) = rest.split_once(": ").unwrap_or(("", rest));
        let is_browsers_own = ["chrome://", "resource://", "moz-src://"]
            .iter()
            .any(|scheme| source.starts_with(scheme));
        return (!is_browsers_own)
            .then(|| ConsoleEntry { source: source.to_owned(), text: text.to_owned() });
    }
    let text = line.strip_prefix("console.error: ")?;
    // Firefox's own modules name themselves first, as `console.error: Region.sys.mjs: …`.
    let name = text.trim_start_matches('"').split(&[':', ' ', '"'][..]).next().unwrap_or_default();
    let is_browsers_own = name.ends_with(".sys.mjs")
        || FIREFOX_NAMES.contains(&name)
        || text.contains("JS frame :: resource://")
        || text.contains("JS frame :: chrome://");
    (!is_browsers_own)
        .then(|| ConsoleEntry { source: "console.error".to_owned(), text: text.to_owned() })
}

/// Parts of Firefox that log errors of their own when they have no network.
const FIREFOX_NAMES: [&str; 7] = [
    "RSLoader",
    "services.settings",
    "RemoteSettings",
    "Normandy",
    "TelemetryController",
    "SearchService",
    "Region",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_errors_count() {
        let severe =
            json!({ "level": "SEVERE", "message": "http://a/x.js 3:4 Uncaught Error: no" });
        let error = chromium_error(&severe).unwrap();
        assert_eq!(
            (error.source.as_str(), error.text.as_str()),
            ("http://a/x.js", "3:4 Uncaught Error: no")
        );
        assert_eq!(chromium_error(&json!({ "level": "INFO", "message": "x y" })), None);
    }

    #[test]
    fn errors_of_the_service_worker_count() {
        let line = r#"[1:1:1/2.3:INFO:CONSOLE:7] "Uncaught Error: no", source: chrome-extension://abc/background.js (7)"#;
        assert_eq!(service_worker_error(line).unwrap().text, "Uncaught Error: no");
        let page = r#"[1:1:1/2.3:INFO:CONSOLE:7] "Uncaught Error: no", source: http://a/ (7)"#;
        assert_eq!(service_worker_error(page), None);
    }

    #[test]
    fn firefox_is_read_from_its_output() {
        let error = firefox_error("JavaScript error: http://a/x.js, line 3: Error: no").unwrap();
        assert_eq!(
            (error.source.as_str(), error.text.as_str()),
            ("http://a/x.js, line 3", "Error: no")
        );
        assert_eq!(firefox_error("JavaScript error: resource://gre/x.sys.mjs, line 3: no"), None);
        assert_eq!(firefox_error("console.error: \"mine\"").unwrap().text, "\"mine\"");
        assert_eq!(firefox_error("console.error: Region.sys.mjs: no network"), None);
        let own = r#"console.error: [Exception... "failure"  location: "JS frame :: resource:///actors/X.sys.mjs :: x""#;
        assert_eq!(firefox_error(own), None);
        assert_eq!(firefox_error("console.log: \"mine\""), None);
    }
}
