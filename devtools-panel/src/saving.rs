//! The files that a session is saved as; pure.

mod notebook;
mod python_file;
mod session_file;
mod user_script;

pub(crate) use notebook::notebook;
pub(crate) use python_file::{cells_of, python_file};
pub(crate) use session_file::SessionFile;
pub(crate) use user_script::user_script;

use crate::record::RecordedCell;
use morelia_protocol::Status;

/// A saved session begins with where it ran.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The page's address.
    pub(crate) url: &'a str,
    /// The page's title.
    pub(crate) title: &'a str,
}

/// The cells whose code is worth keeping in a program: those that ran to their end.
fn worked<'a>(
    cells: impl Iterator<Item = &'a RecordedCell>,
) -> impl Iterator<Item = &'a RecordedCell> {
    cells.filter(|cell| cell.status == Some(Status::Ok))
}

/// Whether a line is for the console only, as `%time` and `len?` are.
fn is_for_the_console(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['%', '!', '?']) || line.ends_with('?')
}

/// Code as a program can have it: what is for the console only becomes a comment.
fn as_program(code: &str) -> String {
    let whole_cell = code.trim_start().starts_with("%%");
    let lines = code.trim_end().lines().map(|line| {
        if whole_cell || is_for_the_console(line) {
            let indent = line.len() - line.trim_start().len();
            let (indent, rest) = line.split_at(indent);
            format!("{indent}# {rest}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Text without line ends, for a comment.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_console_becomes_a_comment() {
        assert_eq!(as_program("%time f()\nx = 1\n"), "# %time f()\nx = 1");
        assert_eq!(as_program("if x:\n    %time f()"), "if x:\n    # %time f()");
        assert_eq!(as_program("%%js\nalert(1)"), "# %%js\n# alert(1)");
        assert_eq!(as_program("x = 5 % 3"), "x = 5 % 3");
        assert_eq!(as_program("len?"), "# len?");
    }
}
