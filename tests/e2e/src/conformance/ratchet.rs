//! `tests/conformance/ratchet.json`: how many tests of a module pass, and which do not.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of each module, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ratchet(pub BTreeMap<String, Known>);

/// What is known of one module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// How many tests pass.
    pub passed: usize,
    /// How many the suite itself skips here.
    pub skipped: usize,
    /// Tests that fail or raise.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub failed: BTreeSet<String>,
    /// Tests that kill the instance.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub died: BTreeSet<String>,
    /// Tests that never come back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hung: BTreeSet<String>,
}

/// What a run of a module gave: each test's outcome.
pub type Found = BTreeMap<String, String>;

impl Known {
    /// What a run gave, to be recorded.
    ///
    /// # Errors
    /// An outcome that does not exist.
    pub fn from_found(found: &Found) -> Result<Self, String> {
        let mut known = Self::default();
        for (test, outcome) in found {
            let test = test.clone();
            match outcome.as_str() {
                "passed" => known.passed += 1,
                "skipped" => known.skipped += 1,
                "failed" => drop(known.failed.insert(test)),
                "died" => drop(known.died.insert(test)),
                "hung" => drop(known.hung.insert(test)),
                _ => return Err(format!("{test} has the outcome {outcome}")),
            }
        }
        Ok(known)
    }

    /// How many tests do not pass.
    #[must_use]
    pub fn bad(&self) -> usize {
        self.failed.len() + self.died.len() + self.hung.len()
    }

    fn outcome_of(&self, test: &str) -> Option<&'static str> {
        let sets = [(&self.failed, "failed"), (&self.died, "died"), (&self.hung, "hung")];
        sets.into_iter().find(|(set, _)| set.contains(test)).map(|(_, outcome)| outcome)
    }
}

/// What is not as recorded, a line each; none when all is.
#[must_use]
pub fn differences(known: Option<&Known>, found: &Found) -> Vec<String> {
    let Some(known) = known else {
        return vec!["is not recorded yet".to_owned()];
    };
    let mut lines = Vec::new();
    for (test, outcome) in found {
        match (known.outcome_of(test), outcome.as_str()) {
            (Some(before), now) if before == now => {}
            (Some(before), now) => lines.push(format!("{test} {now}, and is recorded as {before}")),
            (None, "failed" | "died" | "hung") => {
                lines.push(format!("{test} {outcome}, and is not recorded"));
            }
            (None, _) => {}
        }
    }
    let recorded = known.failed.iter().chain(&known.died).chain(&known.hung);
    for gone in recorded.filter(|test| !found.contains_key(*test)) {
        lines.push(format!("{gone} was not run, and is recorded as not passing"));
    }
    for (word, before) in [("passed", known.passed), ("skipped", known.skipped)] {
        let now = found.values().filter(|outcome| *outcome == word).count();
        if now != before {
            lines.push(format!("{now} {word}, {before} are recorded"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(outcomes: &[(&str, &str)]) -> Found {
        outcomes.iter().map(|(test, outcome)| ((*test).into(), (*outcome).into())).collect()
    }

    fn check(before: &[(&str, &str)], now: &[(&str, &str)], expected: &[&str]) {
        let known = Known::from_found(&found(before)).unwrap();
        assert_eq!(differences(Some(&known), &found(now)), expected);
    }

    #[test]
    fn the_same_outcomes_differ_in_nothing() {
        let all =
            [("a", "passed"), ("b", "failed"), ("c", "died"), ("d", "hung"), ("e", "skipped")];
        check(&all, &all, &[]);
    }

    #[test]
    fn an_unexpected_pass_is_told() {
        check(
            &[("a", "failed")],
            &[("a", "passed")],
            &["a passed, and is recorded as failed", "1 passed, 0 are recorded"],
        );
    }

    #[test]
    fn an_unexpected_failure_is_told() {
        check(
            &[("a", "passed")],
            &[("a", "died")],
            &["a died, and is not recorded", "0 passed, 1 are recorded"],
        );
    }

    #[test]
    fn tests_that_vanish_are_told() {
        check(&[("a", "passed")], &[], &["0 passed, 1 are recorded"]);
        check(&[("a", "hung")], &[], &["a was not run, and is recorded as not passing"]);
    }

    #[test]
    fn a_test_that_the_suite_begins_to_skip_is_told() {
        check(
            &[("a", "passed")],
            &[("a", "skipped")],
            &["0 passed, 1 are recorded", "1 skipped, 0 are recorded"],
        );
    }

    #[test]
    fn a_module_without_a_record_is_told() {
        assert_eq!(differences(None, &found(&[])), ["is not recorded yet"]);
    }

    #[test]
    fn only_what_is_not_empty_is_written() {
        let known = Known::from_found(&found(&[("a", "passed"), ("b", "hung")])).unwrap();
        let text = serde_json::to_string(&known).unwrap();
        assert_eq!(text, r#"{"passed":1,"skipped":0,"hung":["b"]}"#);
    }
}
