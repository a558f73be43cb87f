//! A guess whether a cell is complete, for while the runtime cannot be asked.

/// Whether Enter should run the cell rather than open a new line. Errs towards
/// running: a wrong guess costs a syntax error and one ↑.
pub(crate) fn looks_complete(code: &str) -> bool {
    if code.trim_start().starts_with("%%") {
        // The body of a cell magic ends with a blank line.
        return code.lines().count() > 1 && code.ends_with('\n');
    }
    let scan = scan(code);
    if scan.open_brackets > 0 || scan.in_long_string || code.ends_with('\\') {
        return false;
    }
    let last = code.rsplit('\n').next().unwrap_or_default();
    let in_block = code.contains('\n') && last.starts_with([' ', '\t']) && !last.trim().is_empty();
    !in_block && !scan.ends_with_colon
}

/// The white space for the line after an incomplete cell.
pub(crate) fn next_indent(code: &str) -> String {
    let last = code.rsplit('\n').next().unwrap_or_default();
    let indent: String = last.chars().take_while(|&c| c == ' ' || c == '\t').collect();
    if scan(code).ends_with_colon { indent + "    " } else { indent }
}

struct Scan {
    open_brackets: usize,
    in_long_string: bool,
    ends_with_colon: bool,
}

fn scan(code: &str) -> Scan {
    let mut scan = Scan { open_brackets: 0, in_long_string: false, ends_with_colon: false };
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        let mut width = character.len_utf8();
        match character {
            '#' => width = rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                let (length, closed) = string(rest);
                width = length;
                scan.in_long_string = !closed;
                scan.ends_with_colon = false;
            }
            _ if character.is_whitespace() => {}
            _ => {
                match character {
                    '(' | '[' | '{' => scan.open_brackets += 1,
                    ')' | ']' | '}' => scan.open_brackets = scan.open_brackets.saturating_sub(1),
                    _ => {}
                }
                scan.ends_with_colon = character == ':';
            }
        }
        rest = rest.get(width..).unwrap_or_default();
    }
    scan
}

/// The length of the string literal at the beginning of the text, and false
/// when it is a triple-quoted one that is not closed.
fn string(text: &str) -> (usize, bool) {
    let quote = text.chars().next().unwrap_or('"');
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let long = text.starts_with(&triple);
    let open = if long { 3 } else { 1 };
    let mut skip_to = open;
    for (at, character) in text.char_indices().skip(open) {
        if at < skip_to {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        match character {
            '\\' => skip_to = at + 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '\n' if !long => return (at, true),
            _ if long && rest.starts_with(&triple) => return (at + 3, true),
            _ if !long && character == quote => return (at + 1, true),
            _ => {}
        }
    }
    (text.len(), !long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete() {
        for code in [
            "1+1",
            "print('a(')",
            "f(1)\n",
            "# if x:",
            "x = '''a'''",
            "x: int = 1",
            "\"it's\"",
            "if x:\n    y\n",
            "d = {'a': 1}",
            "'\\''",
            "x = 'unclosed",
            "%%html\n<b>\n",
        ] {
            assert!(looks_complete(code), "{code:?}");
        }
    }

    #[test]
    fn incomplete() {
        for code in [
            "if x:",
            "if x:  # why",
            "f(",
            "[1,\n2",
            "'''a",
            "x = \\",
            "if x:\n    y",
            "f('''a''', {",
            "%%html",
            "%%html\n<b>",
        ] {
            assert!(!looks_complete(code), "{code:?}");
        }
    }

    #[test]
    fn indents() {
        assert_eq!(next_indent("if x:"), "    ");
        assert_eq!(next_indent("if x:\n    if y:"), "        ");
        assert_eq!(next_indent("if x:\n    y"), "    ");
    }
}
