//! Which parts of the transcript are shown: by the text in them.

/// What a filter field asks for: words that must be there, words that must not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

impl Filter {
    /// Reads the field: words with spaces between them, `"two words"` as one, and
    /// `-word` for what must not be there. Small and capital letters are the same.
    pub(crate) fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (negated, after) = match rest.strip_prefix('-') {
                Some(after) => (true, after),
                None => (false, rest),
            };
            let (word, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = after.trim_start();
            if word.is_empty() {
                continue;
            }
            let list = if negated { &mut filter.unwanted } else { &mut filter.wanted };
            list.push(word.to_lowercase());
        }
        filter
    }

    /// Everything passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    /// Whether a part with this text is shown.
    pub(crate) fn passes(&self, text: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let text = text.to_lowercase();
        self.wanted.iter().all(|word| text.contains(word))
            && !self.unwanted.iter().any(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(filter: &str, text: &str, passes: bool) {
        assert_eq!(Filter::parse(filter).passes(text), passes, "{filter:?} on {text:?}");
    }

    #[test]
    fn words() {
        check("", "anything", true);
        check("  ", "anything", true);
        check("Any", "aNYthing", true);
        check("thing some", "something", true);
        check("thing other", "something", false);
        check("-thing", "something", false);
        check("-other some", "something", true);
        check("\"two words\"", "here two words are", true);
        check("\"two words\"", "words two", false);
        check("-\"two words\"", "two words", false);
        check("-", "a - b", true);
    }
}
