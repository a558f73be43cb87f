//! Terminal text: what `\r`, backspace and ANSI sequences do to a line.

use crate::control_pictures::{is_unseen, picture};
use crate::sgr::Style;
use std::rc::Rc;

/// Text of one style, with the address that it links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) style: Style,
    pub(crate) link: Option<Rc<str>>,
    pub(crate) text: String,
}

/// A line that grows longer than this is taken as finished, so that a program
/// that never ends a line is not slower and slower to show.
const LONGEST_LINE: usize = 16 * 1024;

/// A sequence cannot move the cursor further right than this.
const WIDEST: usize = 1000;

/// Longer escape sequences than this are nonsense.
const LONGEST_ESCAPE: usize = 4096;

/// Takes text as a terminal does. Only the last line can change: a program
/// cannot move up.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    style: Style,
    /// Where what is written links to (OSC 8).
    link: Option<Rc<str>>,
    line: Vec<Span>,
    /// The cursor's column, counted in characters.
    cursor: usize,
    /// The line's length in characters.
    length: usize,
    /// The beginning of an escape sequence whose rest has not come yet.
    escape: String,
}

impl Terminal {
    /// Takes text and gives the lines that it finished, each with its `\n`.
    pub(crate) fn write(&mut self, text: &str, stderr: bool) -> Vec<Span> {
        let mut finished = Vec::new();
        self.style.stderr = stderr;
        let mut rest = text;
        while !rest.is_empty() {
            if !self.escape.is_empty() {
                rest = self.take_escape(rest);
                continue;
            }
            let plain = rest.find(stops).unwrap_or(rest.len());
            let (before, after) = rest.split_at(plain);
            self.put(before);
            if self.length > LONGEST_LINE {
                self.finish_line(&mut finished);
            }
            let mut after_control = after.chars();
            match after_control.next() {
                Some('\n') => {
                    // The whole line ends, wherever the cursor stands in it.
                    self.cursor = self.length;
                    self.put("\n");
                    self.finish_line(&mut finished);
                }
                Some('\r') => self.cursor = 0,
                Some('\u{8}') => self.cursor = self.cursor.saturating_sub(1),
                Some('\u{1b}') => self.escape.push('\u{1b}'),
                None | Some('\u{7}') => {}
                Some(unseen) => self.put(&picture(unseen)),
            }
            rest = after_control.as_str();
        }
        finished
    }

    /// The line that is not finished.
    pub(crate) fn line(&self) -> &[Span] {
        &self.line
    }

    fn finish_line(&mut self, finished: &mut Vec<Span>) {
        for span in self.line.drain(..) {
            push(finished, span.style, span.link.as_ref(), &span.text);
        }
        (self.cursor, self.length) = (0, 0);
    }

    fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let width = text.chars().count();
        if self.cursor > self.length {
            let gap = " ".repeat(self.cursor - self.length);
            push(&mut self.line, Style::default(), None, &gap);
            self.length = self.cursor;
        }
        if self.cursor == self.length {
            push(&mut self.line, self.style, self.link.as_ref(), text);
        } else {
            let tail = self.split_line(self.cursor);
            let kept = skip(tail, width);
            push(&mut self.line, self.style, self.link.as_ref(), text);
            for span in kept {
                push(&mut self.line, span.style, span.link.as_ref(), &span.text);
            }
        }
        self.cursor += width;
        self.length = self.length.max(self.cursor);
    }

    /// Cuts the line at a column and gives what was behind it.
    fn split_line(&mut self, column: usize) -> Vec<Span> {
        let line = std::mem::take(&mut self.line);
        let tail = skip(line.clone(), column);
        let mut left = column;
        for span in line {
            let head: String = span.text.chars().take(left).collect();
            left -= head.chars().count();
            push(&mut self.line, span.style, span.link.as_ref(), &head);
        }
        tail
    }

    /// Takes the rest of an escape sequence; gives what comes after it.
    fn take_escape<'a>(&mut self, text: &'a str) -> &'a str {
        let mut chars = text.chars();
        for next in chars.by_ref() {
            self.escape.push(next);
            if self.escape.len() > LONGEST_ESCAPE {
                self.escape.clear();
                break;
            }
            if escape_is_whole(&self.escape) {
                let escape = std::mem::take(&mut self.escape);
                self.obey(&escape);
                break;
            }
        }
        chars.as_str()
    }

    /// Sequences that move up or clear the screen are ignored, as are titles.
    fn obey(&mut self, escape: &str) {
        if let Some(link) = escape.strip_prefix("\u{1b}]8;") {
            let end = link.strip_suffix('\u{7}').or_else(|| link.strip_suffix("\u{1b}\\"));
            let uri = end.and_then(|link| link.split_once(';')).map_or("", |(_, uri)| uri);
            self.link = address(uri);
            return;
        }
        let Some(sequence) = escape.strip_prefix("\u{1b}[") else { return };
        let Some((at, end)) = sequence.char_indices().next_back() else { return };
        let (parameters, _) = sequence.split_at(at);
        let count =
            || parameters.parse().map_or(1, |count: u64| count.clamp(1, WIDEST as u64) as usize);
        match end {
            'm' => self.style.apply(parameters),
            'C' => self.cursor = (self.cursor + count()).min(WIDEST.max(self.length)),
            'D' => self.cursor = self.cursor.saturating_sub(count()),
            'G' => self.cursor = count() - 1,
            'K' => self.erase(parameters),
            _ => {}
        }
    }

    /// `0`: from the cursor, `1`: up to the cursor, `2`: the line.
    fn erase(&mut self, parameters: &str) {
        match parameters {
            "" | "0" => {
                self.split_line(self.cursor.min(self.length));
                self.length = self.length.min(self.cursor);
            }
            "1" => {
                let cursor = self.cursor;
                let style = self.style;
                self.cursor = 0;
                self.style = Style::default();
                self.put(&" ".repeat(cursor.min(self.length)));
                self.style = style;
                self.cursor = cursor;
            }
            "2" => {
                self.line.clear();
                self.length = 0;
            }
            _ => {}
        }
    }
}

/// Whether a character is more than text.
fn stops(character: char) -> bool {
    character == '\n' || is_unseen(character)
}

/// An address that a link of a program may have: of the web, or of a mailbox.
fn address(uri: &str) -> Option<Rc<str>> {
    let scheme = uri.split_once(':')?.0.to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto").then(|| Rc::from(uri))
}

/// Whether this is a complete sequence: `ESC [ … letter`, `ESC ] … BEL`,
/// `ESC ] … ESC \`, or `ESC` and one character.
fn escape_is_whole(escape: &str) -> bool {
    let Some(body) = escape.strip_prefix('\u{1b}') else { return true };
    match body.chars().next() {
        None => false,
        Some('[') => body.chars().skip(1).any(|end| ('@'..='~').contains(&end)),
        Some(']' | 'P' | '_' | '^') => body.ends_with('\u{7}') || body.ends_with("\u{1b}\\"),
        Some('(' | ')') => body.chars().count() == 2,
        Some(_) => true,
    }
}

fn push(spans: &mut Vec<Span>, style: Style, link: Option<&Rc<str>>, text: &str) {
    if text.is_empty() {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.style == style && last.link.as_ref() == link => last.text.push_str(text),
        _ => spans.push(Span { style, link: link.cloned(), text: text.to_owned() }),
    }
}

/// The spans without their first `count` characters.
fn skip(spans: Vec<Span>, count: usize) -> Vec<Span> {
    let mut left = count;
    spans
        .into_iter()
        .filter_map(|span| {
            let mut chars = span.text.chars();
            while left > 0 && chars.next().is_some() {
                left -= 1;
            }
            let text = chars.as_str().to_owned();
            (!text.is_empty()).then_some(Span { text, ..span })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sgr::Color;

    /// Writes the pieces and compares all text, finished and not.
    #[track_caller]
    fn check(pieces: &[&str], finished: &str, line: &str) {
        let mut terminal = Terminal::default();
        let text = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        let mut done = String::new();
        for piece in pieces {
            done.push_str(&text(&terminal.write(piece, false)));
        }
        assert_eq!((done.as_str(), text(terminal.line()).as_str()), (finished, line), "{pieces:?}");
    }

    #[test]
    fn lines() {
        check(&["a\nb"], "a\n", "b");
        check(&["a", "b\n", "\n"], "ab\n\n", "");
        check(&["a\r\nb\r\n"], "a\nb\n", "");
        check(&["tab\there\n"], "tab\there\n", "");
        check(&["bell\u{7}"], "", "bell");
    }

    #[test]
    fn carriage_return_overwrites() {
        check(&[" 10%\r 20%\r100%"], "", "100%");
        check(&["abcdef\rxy"], "", "xycdef");
        check(&["äöü\rx"], "", "xöü");
        check(&["long line\rshort\n"], "shortline\n", "");
        check(&["ab\u{8}c"], "", "ac");
    }

    #[test]
    fn sequences() {
        check(&["\u{1b}[31mred\u{1b}[0m"], "", "red");
        check(&["\u{1b}", "[3", "1mred"], "", "red");
        check(&["abc\r\u{1b}[Kx"], "", "x");
        check(&["abc\u{1b}[2Dx"], "", "axc");
        check(&["abc\u{1b}[1Gx"], "", "xbc");
        check(&["abc\u{1b}[2K\rx"], "", "x");
        check(&["abc\u{1b}[1Kd"], "", "   d");
        check(&["a\u{1b}[3Cb"], "", "a   b");
        check(&["\u{1b}]8;;https://a.example\u{7}link\u{1b}]8;;\u{7}!"], "", "link!");
        check(&["\u{1b}]0;title\u{1b}\\x"], "", "x");
        check(&["\u{1b}[99999999999Ga"], "", &format!("{}a", " ".repeat(WIDEST - 1)));
    }

    #[test]
    fn styles_make_spans() {
        let mut terminal = Terminal::default();
        let red = Style { foreground: Color::Named(1), ..Style::default() };
        let spans = terminal.write("a\u{1b}[31mb\u{1b}[mc\n", false);
        let expected = [(Style::default(), "a"), (red, "b"), (Style::default(), "c\n")];
        assert_eq!(
            spans,
            expected.map(|(style, text)| Span { style, link: None, text: text.to_owned() })
        );
        let spans = terminal.write("d\n", true);
        assert!(spans.iter().all(|span| span.style.stderr));
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        check(&["a\0b\u{c}\n"], "a␀b␌\n", "");
        check(&["file\u{202e}gpj.exe"], "", "file⟨U+202E⟩gpj.exe");
        check(&["\0\rx"], "", "x");
    }

    #[test]
    fn links() {
        let mut terminal = Terminal::default();
        terminal.write("a\u{1b}]8;id=1;https://a.example/x;y\u{1b}\\b\u{1b}]8;;\u{1b}\\c", false);
        let found: Vec<_> =
            terminal.line().iter().map(|it| (it.text.as_str(), it.link.as_deref())).collect();
        assert_eq!(found, [("a", None), ("b", Some("https://a.example/x;y")), ("c", None)]);
        for uri in ["javascript:alert(1)", "data:text/html,x", "file:///etc", "nothing"] {
            let mut terminal = Terminal::default();
            terminal.write(&format!("\u{1b}]8;;{uri}\u{7}text"), false);
            assert!(terminal.line().iter().all(|span| span.link.is_none()), "{uri}");
        }
    }

    #[test]
    fn an_endless_line_is_finished_in_pieces() {
        let mut terminal = Terminal::default();
        let finished = terminal.write(&"x".repeat(LONGEST_LINE + 1), false);
        assert_eq!(finished.iter().map(|span| span.text.len()).sum::<usize>(), LONGEST_LINE + 1);
        assert!(terminal.line().is_empty());
    }
}
