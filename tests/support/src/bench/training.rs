//! Runs what release builds are optimised for, in a module that counts what it executes.

use super::{BenchOptions, CALL_LIMIT_MS, Folders, Page, Part, call, cases};
use crate::{BrowserError, BrowserKind};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;

/// Runs the cases of `./x bench` and `tests/bench/training.py`; gives the counts, as LLVM writes
/// them.
///
/// # Errors
/// A program does not run, or the module of `folders` does not count.
pub fn train(folders: &Folders) -> Result<Vec<u8>, BrowserError> {
    let options = BenchOptions {
        browser: BrowserKind::Chromium,
        json: None,
        parts: vec![Part::Cpu],
        executions: 0,
        dev: false,
    };
    let page = Page::open(&options, folders)?;
    page.start(&["morelia"])?;
    let browser = &page.browser;
    cases::load(browser, &["morelia"])?;
    let run = |name: &str| call(browser, "benchOnce", &[json!("morelia"), json!(name)]);
    for name in cases::SMALL.iter().chain(&cases::BRIDGE) {
        run(name)?;
    }
    for program in cases::programs(&folders.cases)? {
        call(browser, "benchPrepare", &[json!("morelia"), json!(program)])?;
        run(&program.name)?;
    }
    call(browser, "benchTrain", &[json!("morelia")])?;
    let counts = call(browser, "benchCounts", &[])?;
    let counts = counts.as_str().unwrap_or_default();
    let bytes = BASE64_STANDARD
        .decode(counts)
        .map_err(|error| BrowserError::Lost(format!("the counts are not base64: {error}")))?;
    if bytes.is_empty() {
        return Err(BrowserError::Lost(format!("no counts came within {CALL_LIMIT_MS} ms")));
    }
    Ok(bytes)
}
