//! Many interpreters after each other in one page: what one takes, and whether memory grows.

use super::call;
use crate::{Browser, BrowserError};
use serde::Serialize;

/// Interpreters that are started before memory is looked at for the first time.
const FIRST: u32 = 100;

/// How many are started in all.
const ALL: u32 = 1000;

/// What restoring the image takes.
#[derive(Clone, Debug, Serialize)]
pub struct Restores {
    /// Milliseconds from the compiled module to the result of `1+1`: the best.
    pub best_ms: f64,
    /// Megabytes of linear memory that an interpreter starts with.
    pub linear_memory_mb: f64,
    /// Megabytes that the browser's processes have after the first hundred.
    pub after_100_mb: Option<f64>,
    /// The same after a thousand.
    pub after_1000_mb: Option<f64>,
}

/// Restores interpreters in a page where one was started.
pub(super) fn measure(browser: &Browser) -> Result<Restores, BrowserError> {
    let restore = |times: u32| -> Result<f64, BrowserError> {
        let mut best = f64::INFINITY;
        // In portions that a driver's time limit allows.
        for _ in 0..times / 50 {
            best = best.min(number(&call(browser, "benchRestores", &[50.into()])?));
        }
        Ok(best)
    };
    let memory = || browser.memory().map(|bytes| bytes as f64 / f64::from(1 << 20));
    let linear_memory_mb = number(&call(browser, "benchMemory", &[])?);
    let first = restore(FIRST)?;
    let after_100_mb = memory();
    let rest = restore(ALL - FIRST)?;
    Ok(Restores {
        best_ms: first.min(rest),
        linear_memory_mb,
        after_100_mb,
        after_1000_mb: memory(),
    })
}

impl std::fmt::Display for Restores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let memory =
            |memory: Option<f64>| memory.map_or("unknown".to_owned(), |mb| format!("{mb:.0} MB"));
        writeln!(f, "image")?;
        writeln!(f, "  linear memory at start   {:>12.2} MB", self.linear_memory_mb)?;
        writeln!(f, "  restore to 1+1, best     {:>12.2} ms", self.best_ms)?;
        writeln!(f, "  browser, 100 restores    {:>12}", memory(self.after_100_mb))?;
        writeln!(f, "  browser, 1000 restores   {:>12}", memory(self.after_1000_mb))
    }
}

fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_does_not_tell_is_unknown() {
        let restores = Restores {
            best_ms: 12.3,
            linear_memory_mb: 16.0,
            after_100_mb: Some(512.4),
            after_1000_mb: None,
        };
        let text = restores.to_string();
        assert!(text.contains("512 MB") && text.contains("unknown"), "{text}");
    }
}
