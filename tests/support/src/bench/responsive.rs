//! How soon Python stops, how long it keeps the page waiting, and what that costs.

use super::call;
use super::cases::{best_in_turns, load, mean_of};
use crate::{Browser, BrowserError};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Interrupts of each kind.
const INTERRUPTS: u32 = 20;

/// Seconds that Python loops while the page's timer is watched.
const LOOP_SECONDS: u32 = 3;

/// Runs that count, with the hook and without.
const HOOK_RUNS: usize = 7;

/// Cases that execute many instructions and call little that is native.
const HOOK_CASES: [&str; 5] =
    ["fib(22)", "1M-iteration loop", "dict counting", "slots class", "float loop"];

/// Milliseconds from the wish to stop to the first statement of `except KeyboardInterrupt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interrupted {
    /// The one in the middle.
    pub median_ms: f64,
    /// The longest.
    pub longest_ms: f64,
    /// How many there were.
    pub rounds: usize,
}

/// What the page's timer saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// The longest time between two ticks of a 4 ms timer.
    pub longest_ms: f64,
    /// How many ticks there were.
    pub ticks: u64,
    /// How long Python looped.
    pub seconds: u32,
}

/// What the hook costs: seconds with it and without, best of some runs in turns.
#[derive(Clone, Debug, Serialize)]
pub struct Hook {
    /// Places in the module's code from which it was taken out.
    pub places: u64,
    /// How much longer each case takes with the hook: 0.02 is 2 %.
    pub cases: BTreeMap<String, f64>,
    /// The same of their geometric mean; `None` when the hook was not found.
    pub overhead: Option<f64>,
}

/// Interrupts a loop, a sleep and a wait for a lock.
pub(super) fn interrupts(browser: &Browser) -> Result<BTreeMap<String, Interrupted>, BrowserError> {
    ["tight loop", "time.sleep", "lock"]
        .into_iter()
        .map(|place| {
            let taken = call(browser, "benchInterrupts", &[json!(place), json!(INTERRUPTS)])?;
            let taken = taken.as_array().into_iter().flatten().filter_map(Value::as_f64);
            Ok((place.to_owned(), interrupted(taken.collect())))
        })
        .collect()
}

fn interrupted(mut taken: Vec<f64>) -> Interrupted {
    taken.sort_by(f64::total_cmp);
    Interrupted {
        median_ms: taken.get(taken.len() / 2).copied().unwrap_or(f64::NAN),
        longest_ms: taken.last().copied().unwrap_or(f64::NAN),
        rounds: taken.len(),
    }
}

/// Lets Python loop and watches a timer.
pub(super) fn gap(browser: &Browser) -> Result<Gap, BrowserError> {
    let seen = call(browser, "benchLongestGap", &[json!(LOOP_SECONDS)])?;
    Ok(Gap {
        longest_ms: seen.get("longest").and_then(Value::as_f64).unwrap_or(f64::NAN),
        ticks: seen.get("ticks").and_then(Value::as_u64).unwrap_or_default(),
        seconds: LOOP_SECONDS,
    })
}

/// Runs cases in the module as it is and in one whose code has no hook.
pub(super) fn hook(browser: &Browser) -> Result<Hook, BrowserError> {
    let places = call(browser, "benchStartWithoutHook", &[])?.as_u64().unwrap_or_default();
    if places == 0 {
        return Ok(Hook { places, cases: BTreeMap::new(), overhead: None });
    }
    let peers = ["morelia", "without hook"];
    load(browser, &peers)?;
    let cases: BTreeMap<String, f64> = HOOK_CASES
        .into_iter()
        .map(|name| {
            let [with, without] = best_in_turns(browser, peers, name, HOOK_RUNS);
            (name.to_owned(), with / without - 1.0)
        })
        .collect();
    let overhead = mean_of(cases.values().map(|cost| 1.0 + cost)) - 1.0;
    Ok(Hook { places, cases, overhead: Some(overhead) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_longest_are_found() {
        let of_three = Interrupted { median_ms: 5.0, longest_ms: 9.0, rounds: 3 };
        assert_eq!(interrupted(vec![9.0, 1.0, 5.0]), of_three);
    }
}
