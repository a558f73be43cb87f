//! What was measured, with what is needed to judge it.

use super::{BenchOptions, Case, Extension, Gap, Hook, Interrupted, Panel, Restores, Soak, table};
use serde::Serialize;
use std::collections::BTreeMap;

/// All numbers of a run; what was not asked for is missing or empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Which browser.
    pub browser: String,
    /// `release` or `dev`.
    pub build: String,
    /// What else the machine did when the run began: processes that wanted to run, over a minute.
    pub load: Option<f64>,
    /// By interpreter: milliseconds to the result of `1+1`, the first page and the best later one.
    pub start_ms: BTreeMap<String, BTreeMap<String, f64>>,
    /// Milliseconds a case.
    pub cpu_ms: Vec<Case>,
    /// Geometric mean of Morelia's times divided by Pyodide's.
    pub cpu_times_pyodide: Option<f64>,
    /// Microseconds an operation.
    pub bridge_us: Vec<Case>,
    /// The cost of the hook in the eval loop.
    pub hook: Option<Hook>,
    /// By what was interrupted.
    pub interrupts: BTreeMap<String, Interrupted>,
    /// What the page's timer saw.
    pub gap: Option<Gap>,
    /// Start from the image.
    pub image: Option<Restores>,
    /// Memory during many executions.
    pub soak: Option<Soak>,
    /// Through the extension.
    pub extension: Option<Extension>,
    /// In the panel.
    pub panel: Option<Panel>,
}

impl Report {
    pub(super) fn new(options: &BenchOptions) -> Self {
        let load = std::fs::read_to_string("/proc/loadavg").ok();
        Self {
            browser: options.browser.name().to_owned(),
            build: if options.dev { "dev" } else { "release" }.to_owned(),
            load: load.and_then(|text| text.split_whitespace().next()?.parse().ok()),
            ..Self::default()
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&table::render(self))
    }
}
