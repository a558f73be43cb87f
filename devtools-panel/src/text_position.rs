//! Positions in a text: the editor counts UTF-16 units, the runtime code points.

/// A position in code points.
pub(crate) fn code_points(text: &str, utf16: usize) -> u32 {
    let mut units = 0;
    let before = text.chars().take_while(|character| {
        units += character.len_utf16();
        units <= utf16
    });
    u32::try_from(before.count()).unwrap_or(u32::MAX)
}

/// A position in UTF-16 units. One behind the end is the end.
pub(crate) fn utf16(text: &str, code_points: u32) -> u32 {
    let count = usize::try_from(code_points).unwrap_or(usize::MAX);
    let units: usize = text.chars().take(count).map(char::len_utf16).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// What stands before a position in UTF-16 units.
pub(crate) fn before(text: &str, utf16: usize) -> &str {
    let count = usize::try_from(code_points(text, utf16)).unwrap_or(usize::MAX);
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let text = "aä🐍z";
        for (units, points) in [(0, 0), (1, 1), (2, 2), (4, 3), (5, 4)] {
            assert_eq!(code_points(text, units), points);
            assert_eq!(utf16(text, points) as usize, units);
        }
        assert_eq!(code_points(text, 3), 2, "inside a surrogate pair");
        assert_eq!(utf16(text, 99), 5);
        assert_eq!(before(text, 4), "aä🐍");
        assert_eq!(before(text, 99), text);
    }
}
