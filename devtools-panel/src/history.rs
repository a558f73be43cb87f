//! The cells that were run: browsed by their beginning, searched by any part.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// As many cells are kept.
pub(crate) const MOST: usize = 10_000;

/// A cell longer than this is not kept: it was pasted, and is data.
const LONGEST: usize = 64 * 1024;

/// A cell that was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) code: String,
    /// When, in seconds since 1970.
    #[serde(default)]
    pub(crate) time: f64,
    /// The host of the page; empty when there is none.
    #[serde(default)]
    pub(crate) site: String,
}

/// The history of the console and where in it the person is.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Oldest first.
    entries: Vec<Entry>,
    browsing: Option<Browsing>,
}

#[derive(Debug)]
struct Browsing {
    /// What stood in the editor before.
    draft: String,
    /// The cells to go through, newest first, each text once.
    cells: Vec<String>,
    /// Which of them is shown.
    at: usize,
}

impl History {
    /// Takes cells that were run before the ones that are there, oldest first.
    pub(crate) fn add_earlier(&mut self, mut earlier: Vec<Entry>) {
        earlier.append(&mut self.entries);
        let excess = earlier.len().saturating_sub(MOST);
        earlier.drain(..excess);
        self.entries = earlier;
    }

    /// Adds a cell that was run; false when it is not to be kept: it is empty, too
    /// long, or the same as the last one on this site.
    pub(crate) fn add(&mut self, entry: Entry) -> bool {
        self.browsing = None;
        let last = self.entries.last();
        let again = last.is_some_and(|last| last.code == entry.code && last.site == entry.site);
        if entry.code.trim().is_empty() || entry.code.len() > LONGEST || again {
            return false;
        }
        self.entries.push(entry);
        if self.entries.len() > MOST {
            self.entries.remove(0);
        }
        true
    }

    /// The newest older cell that begins with what stands before the cursor.
    pub(crate) fn previous(&mut self, text: &str, before_cursor: &str) -> Option<String> {
        if let Some(browsing) = &mut self.browsing {
            let cell = browsing.cells.get(browsing.at + 1)?.clone();
            browsing.at += 1;
            return Some(cell);
        }
        // A cell that is already there would look as if nothing happened.
        let mut seen = HashSet::from([text]);
        let newest_first = self.entries.iter().rev().map(|entry| entry.code.as_str());
        let fits = newest_first.filter(|code| code.starts_with(before_cursor) && seen.insert(code));
        let cells: Vec<String> = fits.map(str::to_owned).collect();
        let first = cells.first()?.clone();
        self.browsing = Some(Browsing { draft: text.to_owned(), cells, at: 0 });
        Some(first)
    }

    /// The next newer cell, or at the end what stood there before.
    pub(crate) fn next(&mut self) -> Option<String> {
        let browsing = self.browsing.as_mut()?;
        match browsing.at.checked_sub(1) {
            Some(at) => {
                browsing.at = at;
                browsing.cells.get(at).cloned()
            }
            None => self.browsing.take().map(|browsing| browsing.draft),
        }
    }

    /// The person edited the text or moved the cursor.
    pub(crate) fn leave(&mut self) {
        self.browsing = None;
    }

    /// The cells with a text anywhere in them, newest first, each text once; of one
    /// site or of all. Capitals count when there are any in the text.
    pub(crate) fn search(&self, text: &str, site: Option<&str>) -> Vec<Entry> {
        let mut seen = HashSet::new();
        let fits = self.entries.iter().rev().filter(|entry| {
            site.is_none_or(|site| entry.site == site)
                && find(&entry.code, text).is_some()
                && seen.insert(entry.code.as_str())
        });
        fits.cloned().collect()
    }
}

/// Where a text is found in another, in bytes.
pub(crate) fn find(code: &str, text: &str) -> Option<(usize, usize)> {
    let exact = |at: usize| (at, at + text.len());
    if text.chars().any(char::is_uppercase) {
        return code.find(text).map(exact);
    }
    if text.is_ascii() {
        // Lower case of other letters may have another length; these stay in place.
        return code.to_ascii_lowercase().find(text).map(exact);
    }
    code.find(text).map(exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str, site: &str) -> Entry {
        Entry { code: code.to_owned(), time: 0.0, site: site.to_owned() }
    }

    fn history(cells: &[&str]) -> History {
        let mut history = History::default();
        history.add_earlier(cells.iter().map(|code| entry(code, "")).collect());
        history
    }

    fn codes(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.code.as_str()).collect()
    }

    /// Presses ↑ (`u`) and ↓ (`d`); compares what is shown after each.
    #[track_caller]
    fn check(cells: &[&str], text: &str, keys: &str, expected: &[Option<&str>]) {
        let mut history = history(cells);
        let shown: Vec<_> = keys
            .chars()
            .map(|key| if key == 'u' { history.previous(text, text) } else { history.next() })
            .collect();
        let shown: Vec<_> = shown.iter().map(Option::as_deref).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn browses() {
        check(&["a", "b"], "", "uuu", &[Some("b"), Some("a"), None]);
        check(&["a", "b"], "", "uud", &[Some("b"), Some("a"), Some("b")]);
        check(&["a", "b"], "", "udd", &[Some("b"), Some(""), None]);
        check(&["a", "b", "a"], "", "uuu", &[Some("a"), Some("b"), None]);
        check(&[], "", "ud", &[None, None]);
    }

    #[test]
    fn browses_by_prefix() {
        let cells = &["import js", "print(1)", "import re"];
        check(cells, "im", "uuu", &[Some("import re"), Some("import js"), None]);
        check(
            cells,
            "im",
            "uudd",
            &[Some("import re"), Some("import js"), Some("import re"), Some("im")],
        );
        check(cells, "x", "u", &[None]);
        check(cells, "import re", "u", &[None]);
    }

    #[test]
    fn searches() {
        let mut history = history(&["import js", "Print(1)", "x = 'ä IMPORT'", "import js"]);
        assert_eq!(codes(&history.search("import", None)), ["import js", "x = 'ä IMPORT'"]);
        assert_eq!(codes(&history.search("IMPORT", None)), ["x = 'ä IMPORT'"]);
        assert_eq!(codes(&history.search("ä", None)), ["x = 'ä IMPORT'"]);
        assert!(history.search("nothing", None).is_empty());
        history.add(entry("import re", "example.org"));
        assert_eq!(codes(&history.search("import", Some("example.org"))), ["import re"]);
        assert_eq!(codes(&history.search("", None)).len(), 4);
    }

    #[test]
    fn keeps_what_is_new() {
        let mut history = history(&["a"]);
        let taken = [("a", ""), (" \n", ""), ("b", ""), ("b", ""), ("b", "x.org"), ("a", "")]
            .map(|(code, site)| history.add(entry(code, site)));
        assert_eq!(taken, [false, false, true, false, true, true]);
        assert!(!history.add(entry(&"x".repeat(LONGEST + 1), "")));
        assert_eq!(codes(&history.entries), ["a", "b", "b", "a"]);
    }

    #[test]
    fn ten_thousand_cells_stay_quick() {
        let mut history = History::default();
        let cell = |number: usize| entry(&format!("value_{number} = compute({number})"), "x.org");
        history.add_earlier((0..MOST + 5).map(cell).collect());
        assert_eq!(history.entries.len(), MOST);
        assert_eq!(
            history.entries.first().map(|it| it.code.as_str()),
            Some("value_5 = compute(5)")
        );
        let begin = std::time::Instant::now();
        assert_eq!(history.search("compute(77)", None).len(), 1);
        assert!(history.previous("value_7", "value_7").is_some());
        // Without optimisation, on a loaded machine; in the panel it takes a few ms.
        assert!(begin.elapsed().as_millis() < 500, "{:?}", begin.elapsed());
    }
}
