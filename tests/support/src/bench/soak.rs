//! Thousands of mixed executions in one interpreter, and what they leave in memory.

use super::call;
use crate::{Browser, BrowserError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Instant;

/// Executions before memory is looked at: what is kept of cells is full then.
pub const SETTLED: u32 = 2_500;

/// Executions in one call of the driver.
const PORTION: u32 = 100;

/// What is in memory after some executions and a collection.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Left {
    /// Linear memory of the instance, in megabytes: it never shrinks.
    pub linear_mb: f64,
    /// What is allocated in it.
    pub used_mb: f64,
    /// Objects that the garbage collector knows.
    pub objects: u64,
    /// Values that one language holds of the other.
    pub proxies: Proxies,
}

/// Live proxies.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Proxies {
    /// JavaScript values that Python holds.
    pub js_proxies: u64,
    /// Python objects that JavaScript holds.
    pub py_proxies: u64,
}

/// A soak: what was left after how many executions.
#[derive(Clone, Debug, Serialize)]
pub struct Soak {
    /// Executions in all.
    pub executions: u32,
    /// What they took together.
    pub seconds: f64,
    /// Memory: after [`SETTLED`] (or a quarter), at half, at the end.
    pub left: Vec<(u32, Left)>,
}

/// Executes the cells of `tests/bench/soak.py` in turns, in a page where Morelia was started.
///
/// # Errors
/// When one does not end as it should, or the browser is gone.
pub fn soak(browser: &Browser, executions: u32) -> Result<Soak, BrowserError> {
    let looks = [SETTLED.min(executions / 4), executions / 2, executions];
    let began = Instant::now();
    let mut left = Vec::new();
    let mut done = 0;
    for until in looks {
        while done < until {
            let end = (done + PORTION).min(until);
            call(browser, "benchSoak", &[json!(done), json!(end)])?;
            done = end;
        }
        let found = serde_json::from_value(call(browser, "benchLeft", &[])?)
            .map_err(|error| BrowserError::Lost(error.to_string()))?;
        left.push((done, found));
    }
    Ok(Soak { executions, seconds: began.elapsed().as_secs_f64(), left })
}
