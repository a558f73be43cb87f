//! How deep source text nests, roughly, before it is parsed.
//!
//! The parser recurses on the browser's stack, which it cannot measure, and at
//! whose end the interpreter dies. Brackets have a limit of their own in the
//! tokenizer; what is counted here are operators in a row and `elif`s.

/// Operators in a row, in the same brackets. The compiler itself takes fewer.
const MOST_OPERATORS: usize = 1_500;

/// Branches of one `if`.
const MOST_BRANCHES: usize = 3_000;

/// Words that nest an expression.
const OPERATORS: [&[u8]; 11] =
    [b"and", b"await", b"else", b"for", b"if", b"in", b"is", b"lambda", b"not", b"or", b"yield"];

/// Refuses source text that would nest too deep.
///
/// # Errors
/// What to say in a `RecursionError`.
pub(crate) fn check(source: &str) -> Result<(), &'static str> {
    // Most sources are too short to be deep.
    if source.len() <= MOST_OPERATORS {
        return Ok(());
    }
    Scan::default().run(source.as_bytes())
}

#[derive(Default)]
struct Scan {
    /// Operators in a row in the brackets around the place, from outside in.
    outer: Vec<usize>,
    operators: usize,
    /// Indentation and number of the branches of the open `if`s.
    branches: Vec<(usize, usize)>,
}

impl Scan {
    fn run(mut self, text: &[u8]) -> Result<(), &'static str> {
        let mut at = 0;
        let mut line_begins = true;
        while let Some(&byte) = text.get(at) {
            if line_begins && self.outer.is_empty() {
                self.begin_line(text.get(at..).unwrap_or_default())?;
            }
            line_begins = byte == b'\n';
            let rest = text.get(at..).unwrap_or_default();
            at += match byte {
                b'#' => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
                b'\'' | b'"' => string_length(rest),
                b'\\' => 2,
                _ if is_word(byte) => {
                    let length = rest.iter().take_while(|byte| is_word(**byte)).count();
                    if rest.get(..length).is_some_and(|word| OPERATORS.contains(&word)) {
                        self.operators += 1;
                    }
                    length
                }
                _ => {
                    self.symbol(byte);
                    1
                }
            };
            if self.operators > MOST_OPERATORS {
                return Err("too many operators in a row: the expression nests too deep");
            }
        }
        Ok(())
    }

    fn symbol(&mut self, byte: u8) {
        match byte {
            b'(' | b'[' | b'{' => self.outer.push(std::mem::take(&mut self.operators)),
            b')' | b']' | b'}' => self.operators = self.outer.pop().unwrap_or(0) + 1,
            b',' | b';' => self.operators = 0,
            b'\n' if self.outer.is_empty() => self.operators = 0,
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>'
            | b'=' | b'.' => self.operators += 1,
            _ => {}
        }
    }

    fn begin_line(&mut self, line: &[u8]) -> Result<(), &'static str> {
        let indentation = line.iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count();
        let text = line.get(indentation..).unwrap_or_default();
        if matches!(text.first(), None | Some(b'\n' | b'\r' | b'#')) {
            return Ok(());
        }
        while self.branches.last().is_some_and(|(outer, _)| *outer > indentation) {
            self.branches.pop();
        }
        let is_branch = text.starts_with(b"elif") && !text.get(4).copied().is_some_and(is_word);
        match self.branches.last_mut() {
            Some((outer, count)) if *outer == indentation => {
                *count = if is_branch { *count + 1 } else { 0 };
                if *count > MOST_BRANCHES {
                    return Err("too many branches of one 'if'");
                }
            }
            _ => self.branches.push((indentation, 0)),
        }
        Ok(())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The length of the string literal that `text` begins with, quotes included.
fn string_length(text: &[u8]) -> usize {
    let Some(&quote) = text.first() else {
        return 0;
    };
    let triple = [quote; 3];
    let end: &[u8] = if text.starts_with(&triple) { &triple } else { &triple[..1] };
    let mut at = end.len();
    while let Some(&byte) = text.get(at) {
        if text.get(at..).is_some_and(|rest| rest.starts_with(end)) {
            return at + end.len();
        }
        if byte == b'\n' && end.len() == 1 {
            return at;
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    text.len()
}
