//! The cells that were run, browsed by their beginning.

/// As many cells are kept.
const MOST: usize = 1000;

/// A cell longer than this is not kept: it was pasted, and there is little room
/// where the history is stored.
const LONGEST: usize = 64 * 1024;

/// The history of the console and where in it the person is.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Oldest first.
    cells: Vec<String>,
    browsing: Option<Browsing>,
}

#[derive(Debug)]
struct Browsing {
    /// Only cells that begin with this.
    prefix: String,
    /// What stood in the editor before.
    draft: String,
    /// The index of the cell that is shown.
    at: usize,
}

impl History {
    /// A history of these cells, oldest first.
    pub(crate) fn new(cells: Vec<String>) -> Self {
        Self { cells, browsing: None }
    }

    pub(crate) fn cells(&self) -> &[String] {
        &self.cells
    }

    /// Adds a cell that was run. One that was run before moves to the end.
    pub(crate) fn add(&mut self, cell: &str) {
        self.browsing = None;
        if cell.trim().is_empty() || cell.len() > LONGEST {
            return;
        }
        self.cells.retain(|other| other != cell);
        self.cells.push(cell.to_owned());
        let excess = self.cells.len().saturating_sub(MOST);
        self.cells.drain(..excess);
    }

    /// The newest older cell that begins with what stands before the cursor.
    pub(crate) fn previous(&mut self, text: &str, before_cursor: &str) -> Option<String> {
        let (prefix, end, shown) = match &self.browsing {
            Some(browsing) => (browsing.prefix.as_str(), browsing.at, None),
            None => (before_cursor, self.cells.len(), Some(text)),
        };
        let found = self.cells.iter().take(end).enumerate().rev().find(|(_, cell)| {
            // A cell that is already there would look as if nothing happened.
            cell.starts_with(prefix) && shown != Some(cell.as_str())
        });
        let (at, cell) = found.map(|(at, cell)| (at, cell.clone()))?;
        match &mut self.browsing {
            Some(browsing) => browsing.at = at,
            None => {
                self.browsing =
                    Some(Browsing { prefix: before_cursor.to_owned(), draft: text.to_owned(), at });
            }
        }
        Some(cell)
    }

    /// The next newer cell, or at the end what stood there before.
    pub(crate) fn next(&mut self) -> Option<String> {
        let browsing = self.browsing.as_mut()?;
        let newer = self.cells.iter().enumerate().skip(browsing.at + 1);
        match newer.into_iter().find(|(_, cell)| cell.starts_with(&browsing.prefix)) {
            Some((at, cell)) => {
                browsing.at = at;
                Some(cell.clone())
            }
            None => self.browsing.take().map(|browsing| browsing.draft),
        }
    }

    /// The person edited the text or moved the cursor.
    pub(crate) fn leave(&mut self) {
        self.browsing = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(cells: &[&str]) -> History {
        History::new(cells.iter().map(|&cell| cell.to_owned()).collect())
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
    fn keeps_each_cell_once() {
        let mut history = history(&["a", "b"]);
        history.add("a");
        history.add(" \n");
        assert_eq!(history.cells(), ["b", "a"]);
    }

    #[test]
    fn is_limited() {
        let mut history = History::default();
        (0..MOST + 5).for_each(|number| history.add(&number.to_string()));
        assert_eq!(history.cells().len(), MOST);
        assert_eq!(history.cells().first().map(String::as_str), Some("5"));
        history.add(&"x".repeat(LONGEST + 1));
        assert_eq!(history.cells().last().map(String::as_str), Some("1004"));
    }
}
