//! `tests/conformance/modules.toml`: the test modules that are run, and what is left out of them.

use serde::Deserialize;
use std::collections::BTreeMap;

/// All modules, in the order of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// One each.
    #[serde(rename = "module")]
    pub modules: Vec<Listed>,
}

/// A test module.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its dotted name, as `test.test_json`.
    pub name: String,
    /// Files and folders of the suite that it needs besides itself and `test.support`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Tests that are not run.
    #[serde(default)]
    pub skip: Vec<Skip>,
    /// Tests that take long; run when everything is, or the module is asked for.
    #[serde(default)]
    pub slow: Vec<Skip>,
    /// Tests that CPython 3.14 does not pass either, with what it says of them; not run.
    #[serde(default)]
    pub changed: BTreeMap<String, String>,
}

/// Tests that are not run, or not always, for one reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// Why: what 3.14 changed, what a page cannot do, what is not stable.
    pub reason: String,
    /// Names as `Class.test_name`; `*` stands for anything.
    pub tests: Vec<String>,
}

impl List {
    /// Reads the list.
    ///
    /// # Errors
    /// A message that names the line, a module listed twice, or a reason that is missing.
    ///
    /// ```
    /// use morelia_e2e::conformance::List;
    /// let list = List::parse("[[module]]\nname = 'test.test_int'").unwrap();
    /// assert_eq!(list.modules[0].name, "test.test_int");
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let list: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut seen = std::collections::BTreeSet::new();
        for module in &list.modules {
            if !seen.insert(&module.name) {
                return Err(format!("{} is listed twice", module.name));
            }
            let reasons = module.skip.iter().chain(&module.slow).map(|skip| &skip.reason);
            if reasons.chain(module.changed.values()).any(|reason| reason.trim().is_empty()) {
                return Err(format!("{} has a skip without a reason", module.name));
            }
        }
        Ok(list)
    }
}

impl Listed {
    /// The patterns of all tests that are not run.
    #[must_use]
    pub fn skipped(&self) -> Vec<&str> {
        let skipped = self.skip.iter().flat_map(|skip| &skip.tests);
        skipped.chain(self.changed.keys()).map(String::as_str).collect()
    }

    /// The patterns of the tests that take long.
    #[must_use]
    pub fn slow_tests(&self) -> Vec<&str> {
        self.slow.iter().flat_map(|slow| &slow.tests).map(String::as_str).collect()
    }

    /// Whether a test is one of those.
    #[must_use]
    pub fn is_slow(&self, test: &str) -> bool {
        self.slow_tests().into_iter().any(|pattern| matches(pattern, test))
    }

    /// Under which name what its slow tests give is recorded.
    #[must_use]
    pub fn slow_record(&self) -> String {
        format!("{} (slow tests)", self.name)
    }
}

/// Whether a name is what a pattern means, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_twice_or_a_skip_without_reason_is_an_error() {
        let twice = "[[module]]\nname = 'a'\n[[module]]\nname = 'a'";
        assert_eq!(List::parse(twice).unwrap_err(), "a is listed twice");
        let silent = "[[module]]\nname = 'a'\n[[module.skip]]\nreason = ' '\ntests = ['T.t']";
        assert_eq!(List::parse(silent).unwrap_err(), "a has a skip without a reason");
        assert!(List::parse("[[module]]\nname = 'a'\nneed = []").is_err(), "a misspelt key");
    }

    #[test]
    fn slow_tests_are_found_by_patterns() {
        let text = "[[module]]\nname = 'a'\n[[module.slow]]\nreason = 'x'\n\
                    tests = ['T.a', 'T.threaded_*', '*Long.*_x']";
        let module = &List::parse(text).unwrap().modules[0];
        for slow in ["T.a", "T.threaded_b", "T.threaded_", "VeryLong.b_x", "Long.b_c_x"] {
            assert!(module.is_slow(slow), "{slow}");
        }
        for quick in ["T.ab", "T.b", "S.T.a", "Long.b_y", "Long.x"] {
            assert!(!module.is_slow(quick), "{quick}");
        }
        assert_eq!(module.skipped(), Vec::<&str>::new());
        let silent = "[[module]]\nname = 'a'\n[[module.slow]]\nreason = ''\ntests = ['T.t']";
        assert!(List::parse(silent).is_err());
    }

    #[test]
    fn skips_of_all_reasons_count() {
        let text = "[[module]]\nname = 'a'\n[[module.skip]]\nreason = 'x'\ntests = ['T.a', 'T.b']\n\
                    [[module.skip]]\nreason = 'y'\ntests = ['U.*']\n\
                    [module.changed]\n'T.c' = 'TypeError'";
        assert_eq!(List::parse(text).unwrap().modules[0].skipped(), ["T.a", "T.b", "U.*", "T.c"]);
    }
}
