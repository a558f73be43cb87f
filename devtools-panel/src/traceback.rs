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

fn classify(line: &str, after_frame: bool, in_message: bool) -> Line<'_> {
    let code = line.trim_start();
    let indent = line.get(..line.len() - code.len()).unwrap_or_default();
    if code.starts_with("File \"") && !indent.is_empty() {
        return Line::Frame(line);
    }
    if after_frame && !indent.is_empty() {
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
}
