//! Cases that both interpreters run in turns, so that what else the machine does meets both.

use super::call;
use crate::{Browser, BrowserError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;

/// Runs that count, after one that does not.
pub(super) const RUNS: usize = 3;

/// The same for calls between the languages, which take milliseconds: engines compile them in steps.
pub(super) const BRIDGE_RUNS: usize = 20;

/// The interpreters, by the names that the page has for them.
pub(super) const PEERS: [&str; 2] = ["morelia", "pyodide"];

/// What the small cases of `cases.py` are called there.
pub(super) const SMALL: [&str; 9] = [
    "fib(22)",
    "1M-iteration loop",
    "dict counting",
    "list comprehensions",
    "slots class",
    "float loop",
    "json",
    "re.findall",
    "string building",
];

pub(super) const BRIDGE: [&str; 6] = [
    "attribute get",
    "attribute set",
    "method call",
    "querySelectorAll loop",
    "create + set + append",
    "JS calls Python",
];

/// A program of pyperformance, as `programs.json` has it.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Program {
    /// What pyperf calls the measurement, and we the case.
    pub(super) name: String,
    /// The program's folder.
    program: String,
    /// How often the work is done in a run.
    loops: u32,
    #[serde(default)]
    arguments: Vec<String>,
    /// Files that it reads.
    #[serde(default)]
    files: Vec<String>,
    /// Changes of its text by which one loop is not too long.
    #[serde(default)]
    smaller: std::collections::BTreeMap<String, String>,
}

/// What one case took in each: the best of the runs after a first one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The unit is the group's.
    pub morelia: f64,
    /// The same.
    pub pyodide: f64,
}

impl Case {
    /// How many times as long as Pyodide Morelia takes.
    #[must_use]
    pub fn times_pyodide(&self) -> f64 {
        self.morelia / self.pyodide
    }
}

/// The geometric mean of Morelia's times divided by Pyodide's; of those that both finished.
#[must_use]
pub fn geometric_mean(cases: &[Case]) -> f64 {
    mean_of(cases.iter().map(Case::times_pyodide).filter(|ratio| ratio.is_finite()))
}

pub(super) fn mean_of(ratios: impl Iterator<Item = f64>) -> f64 {
    let logarithms: Vec<f64> = ratios.map(f64::ln).collect();
    (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp()
}

/// Gives the page's interpreters the cases.
pub(super) fn load(browser: &Browser, peers: &[&str]) -> Result<(), BrowserError> {
    for peer in peers {
        call(browser, "benchLoad", &[json!(peer)])?;
    }
    Ok(())
}

/// Programs that compute: milliseconds.
pub(super) fn cpu(browser: &Browser, folder: &Path) -> Result<Vec<Case>, BrowserError> {
    let mut cases = Vec::new();
    for name in SMALL {
        cases.push(measure(browser, name, 1e3, RUNS));
    }
    for program in programs(folder)? {
        for peer in PEERS {
            if let Err(error) = call(browser, "benchPrepare", &[json!(peer), json!(program)]) {
                eprintln!("{} does not start in {peer}: {error}", program.name);
            }
        }
        cases.push(measure(browser, &program.name, 1e3, RUNS));
    }
    Ok(cases)
}

/// Calls between Python and JavaScript: microseconds each.
pub(super) fn bridge(browser: &Browser) -> Vec<Case> {
    BRIDGE.map(|name| measure(browser, name, 1e6, BRIDGE_RUNS)).to_vec()
}

fn measure(browser: &Browser, name: &str, unit: f64, runs: usize) -> Case {
    let [morelia, pyodide] = best_in_turns(browser, PEERS, name, runs);
    Case { name: name.to_owned(), morelia: morelia * unit, pyodide: pyodide * unit }
}

/// The least seconds of each peer, which run the case in turns; one that fails
/// is told and has none.
pub(super) fn best_in_turns<const N: usize>(
    browser: &Browser,
    peers: [&str; N],
    name: &str,
    runs: usize,
) -> [f64; N] {
    let mut best = [f64::NAN; N];
    let mut failed = [false; N];
    for run in 0..=runs {
        for ((peer, best), failed) in peers.iter().zip(&mut best).zip(&mut failed) {
            if *failed {
                continue;
            }
            match call(browser, "benchOnce", &[json!(peer), json!(name)]) {
                // The first one warms up.
                Ok(_) if run == 0 => {}
                Ok(seconds) => *best = best.min(seconds.as_f64().unwrap_or(f64::NAN)),
                Err(error) => {
                    eprintln!("{name} fails in {peer}: {error}");
                    *best = f64::NAN;
                    *failed = true;
                }
            }
        }
    }
    best
}

pub(super) fn programs(folder: &Path) -> Result<Vec<Program>, BrowserError> {
    let text = std::fs::read_to_string(folder.join("programs.json"))?;
    serde_json::from_str(&text)
        .map_err(|error| BrowserError::Lost(format!("programs.json is not understood: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_geometric_mean_is_of_our_time_over_theirs() {
        let case = |morelia, pyodide| Case { name: String::new(), morelia, pyodide };
        let mean = geometric_mean(&[case(2.0, 1.0), case(8.0, 1.0), case(f64::NAN, 1.0)]);
        assert!((mean - 4.0).abs() < 1e-9, "{mean}");
    }

    #[test]
    fn at_least_twenty_programs_compute_and_each_has_its_own_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench");
        let programs = programs(&folder).unwrap();
        let mut names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
        names.extend(SMALL);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), programs.len() + SMALL.len());
        assert!(names.len() >= 20, "{names:?}");
        let cases = std::fs::read_to_string(folder.join("cases.py")).unwrap();
        for name in SMALL.iter().chain(&BRIDGE) {
            assert!(cases.contains(&format!("\"{name}\": ")), "{name}");
        }
    }
}
