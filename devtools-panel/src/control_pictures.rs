//! Characters that cannot be seen, made visible: control characters, and those
//! that turn the direction of text around.

use std::borrow::Cow;

/// Whether a character would be invisible, or would hide what the text says.
/// Line ends and tabs are not meant.
pub(crate) fn is_unseen(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_ascii_control(),
    }
}

/// A picture of such a character: `␀` for NUL, `⟨U+202E⟩` for those that have none.
pub(crate) fn picture(character: char) -> String {
    match u32::from(character) {
        0x7f => "\u{2421}".to_owned(),
        code @ 0..0x20 => char::from_u32(0x2400 + code).map(String::from).unwrap_or_default(),
        code => format!("⟨U+{code:04X}⟩"),
    }
}

/// The text with pictures for what cannot be seen.
pub(crate) fn pictured(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unseen(character) {
            seen.push_str(&picture(character));
        } else {
            seen.push(character);
        }
    }
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_gets_a_picture() {
        assert_eq!(pictured("a\0b\u{7f}\u{1b}"), "a␀b␡␛");
        assert_eq!(pictured("x\u{202e}y\u{85}"), "x⟨U+202E⟩y⟨U+0085⟩");
        assert!(matches!(pictured("tab\tline\nÄ🐍"), Cow::Borrowed(_)));
    }
}
