//! The parts of a traceback's text, for colouring.

/// What a line of a traceback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// `Traceback (most recent call last):` and the words between chained ones.
    Heading(&'a str),
    /// `  File "…", line 3, in f`
    Frame(&'a str),
    /// A line of source, with the white space before it.
    Source {
        /// The white space.
        indent: &'a str,
        /// The code.
        code: &'a str,
    },
    /// `    ~~^~~`
    Markers(&'a str),
    /// `ZeroDivisionError: division by zero`
    Exception {
        /// The class.
        name: &'a str,
        /// The rest, with its colon.
        message: &'a str,
    },
    /// More of a message.
    Message(&'a str),
}

/// Tells the lines of a traceback apart, as CPython prints it.
pub(crate) fn lines(traceback: &str) -> Vec<Line<'_>> {
    let mut after_frame = false;
    let mut in_message = false;
    traceback
        .trim_end_matches('\n')
        .split('\n')
        .map(|line| {
            let line = classify(line, after_frame, in_message);
            after_frame = match line {
                Line::Frame(_) => true,
                Line::Source { .. } | Line::Markers(_) => after_frame,
                _ => false,
            };
            in_message = matches!(line, Line::Exception { .. } | Line::Message(_));
            line
        })
        .collect()
}

/// Where a frame is: the parts of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// `  File "`
    pub(crate) before: &'a str,
    /// The file, or `<cell 5>`.
    pub(crate) file: &'a str,
    /// The line's number, counted from 1.
    pub(crate) line: u32,
    /// From the quote behind the file on.
    pub(crate) after: &'a str,
}

/// Reads the line of a frame.
pub(crate) fn place(frame: &str) -> Option<Place<'_>> {
    let (start, rest) = frame.split_once("File \"")?;
    let end = rest.find("\", line ")?;
    let (file, after) = rest.split_at(end);
    let digits = after.strip_prefix("\", line ")?;
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    let before = frame.get(..start.len() + "File \"".len())?;
    Some(Place { before, file, line: digits.parse().ok()?, after })
}

/// Whether a file is of the standard library or an installed package.
pub(crate) fn is_library(file: &str) -> bool {
    file.starts_with("/usr/lib/python")
        || file.starts_with("<frozen ")
        || file.contains("/site-packages/")
        || file.contains(".whl/")
}

/// The number of a cell, from `<cell 5>`.
pub(crate) fn cell_number(file: &str) -> Option<u32> {
    file.strip_prefix("<cell ")?.strip_suffix('>')?.parse().ok()
}

/// Lines that are shown, or folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// In sight.
    Shown(Vec<Line<'a>>),
    /// So many frames of libraries, one after the other.
    Library(u32, Vec<Line<'a>>),
}

/// Puts the frames of libraries that follow each other together.
pub(crate) fn parts<'a>(lines: &[Line<'a>]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut in_library = false;
    for line in lines {
        match line {
            Line::Frame(frame) => {
                in_library = place(frame).is_some_and(|place| is_library(place.file));
            }
            Line::Source { .. } | Line::Markers(_) => {}
            _ => in_library = false,
        }
        let is_frame = u32::from(matches!(line, Line::Frame(_)));
        match (parts.last_mut(), in_library) {
            (Some(Part::Library(count, lines)), true) => {
                *count += is_frame;
                lines.push(*line);
            }
            (_, true) => parts.push(Part::Library(is_frame, vec![*line])),
            (Some(Part::Shown(lines)), false) => lines.push(*line),
            (_, false) => parts.push(Part::Shown(vec![*line])),
        }
    }
    parts
}

fn classify(line: &str, after_frame: bool, in_message: bool) -> Line<'_> {
    let code = line.trim_start();
    let indent = line.get(..line.len() - code.len()).unwrap_or_default();
    if code.starts_with("File \"") && !indent.is_empty() {
        return Line::Frame(line);
    }
    if after_frame && !indent.is_empty() {
        if code.starts_with("[Previous line repeated ") {
            return Line::Message(line);
        }
        let markers = !code.is_empty() && code.chars().all(|mark| matches!(mark, '^' | '~' | ' '));
        return if markers { Line::Markers(line) } else { Line::Source { indent, code } };
    }
    if in_message && !line.is_empty() {
        return Line::Message(line);
    }
    if let Some((name, message)) = exception(line) {
        return Line::Exception { name, message };
    }
    Line::Heading(line)
}

/// `module.Name: message` or `Name`, at the beginning of the line.
fn exception(line: &str) -> Option<(&str, &str)> {
    let end =
        line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(line.len());
    let (name, message) = line.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    (is_name && (message.is_empty() || message.starts_with(": "))).then_some((name, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chained_traceback() {
        let text = "\
Traceback (most recent call last):
  File \"<cell 1>\", line 1, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File \"/x.py\", line 3, in f
    raise a.B(\"two\\nlines\")
a.B: two
lines
";
        let source = |code| Line::Source { indent: "    ", code };
        assert_eq!(
            lines(text),
            [
                Line::Heading("Traceback (most recent call last):"),
                Line::Frame("  File \"<cell 1>\", line 1, in <module>"),
                source("1/0"),
                Line::Markers("    ~^~"),
                Line::Exception { name: "ZeroDivisionError", message: ": division by zero" },
                Line::Heading(""),
                Line::Heading(
                    "During handling of the above exception, another exception occurred:"
                ),
                Line::Heading(""),
                Line::Heading("Traceback (most recent call last):"),
                Line::Frame("  File \"/x.py\", line 3, in f"),
                source("raise a.B(\"two\\nlines\")"),
                Line::Exception { name: "a.B", message: ": two" },
                Line::Message("lines"),
            ]
        );
    }

    #[test]
    fn a_syntax_error() {
        let text =
            "  File \"<cell 1>\", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n";
        assert_eq!(
            lines(text),
            [
                Line::Frame("  File \"<cell 1>\", line 1"),
                Line::Source { indent: "    ", code: "x = = 1" },
                Line::Markers("        ^"),
                Line::Exception { name: "SyntaxError", message: ": invalid syntax" },
            ]
        );
        assert_eq!(
            lines("KeyboardInterrupt\n"),
            [Line::Exception { name: "KeyboardInterrupt", message: "" }]
        );
    }

    #[test]
    fn places() {
        let frame = "  File \"/a \"b\".py\", line 12, in f";
        let found = place(frame).unwrap();
        assert_eq!((found.file, found.line), ("/a \"b\".py", 12));
        assert_eq!(format!("{}{}{}", found.before, found.file, found.after), frame);
        assert_eq!(place("  File \"x\", no line"), None);
        assert_eq!(cell_number("<cell 12>"), Some(12));
        assert_eq!(cell_number("<cell x>"), None);
    }

    #[test]
    fn libraries_are_folded() {
        let text = "\
Traceback (most recent call last):
  File \"<cell 1>\", line 1, in <module>
    json.loads('x')
    ~~~~~~~~~~^^^^^
  File \"/usr/lib/python3.14/json/__init__.py\", line 346, in loads
    return _default_decoder.decode(s)
  File \"/usr/lib/python3.14/json/decoder.py\", line 345, in decode
    obj, end = self.raw_decode(s)
  File \"/home/web_user/mine.py\", line 1, in f
    x
json.decoder.JSONDecodeError: Expecting value
";
        let lines = lines(text);
        let parts = parts(&lines);
        let shape: Vec<_> = parts
            .iter()
            .map(|part| match part {
                Part::Shown(lines) => (0, lines.len()),
                Part::Library(count, lines) => (*count, lines.len()),
            })
            .collect();
        assert_eq!(shape, [(0, 4), (2, 4), (0, 3)]);
    }
}
