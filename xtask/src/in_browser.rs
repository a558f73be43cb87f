//! The commands that end in a browser: what they need is made ready here, the rest is `tests/support`.

use std::ffi::OsString;

use anyhow::Result;
use morelia_browser::BrowserKind;
use morelia_browser::bench::{self, BenchOptions, Folders};
use morelia_browser::cli::{self, OpenOptions, RunOptions};

use crate::build;
use crate::layout::{Layout, Profile};
use crate::needs::Need;
use crate::npm;
use crate::pyperformance;
use crate::setup;

/// `./x run`: Python on a page. Mistakes in the arguments are told before anything is built.
pub(crate) fn run(layout: &Layout, arguments: &[OsString]) -> Result<u8> {
    if let Some(status) = cli::check_run(arguments) {
        return Ok(status);
    }
    if let Ok(Some(options)) = RunOptions::parse(arguments) {
        let browser = options.webdriver.is_none().then_some(options.browser);
        setup::ensure(layout, &needs(browser))?;
    }
    Ok(cli::run(arguments, &build::extension(layout, Profile::Dev)?))
}

/// `./x open`: a browser with the extension, for use by hand.
pub(crate) fn open(layout: &Layout, arguments: &[OsString]) -> Result<u8> {
    if let Some(status) = cli::check_open(arguments) {
        return Ok(status);
    }
    if let Ok(Some(options)) = OpenOptions::parse(arguments) {
        setup::ensure(layout, &needs(Some(options.browser)))?;
    }
    Ok(cli::open(arguments, &build::extension(layout, Profile::Dev)?))
}

/// `./x bench`: measurements, in the build that is shipped unless another is asked for. Mistakes
/// in the arguments are told before anything is built.
pub(crate) fn bench(layout: &Layout, arguments: &[OsString]) -> Result<u8> {
    let options = match BenchOptions::read(arguments) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    setup::ensure(layout, &needs(Some(options.browser)))?;
    setup::ensure(layout, &[Need::Pip])?;
    let cases = layout.root.join("tests/bench");
    npm::install(&cases)?;
    let profile = if options.dev { Profile::Dev } else { Profile::Release };
    let folders = Folders {
        pyperformance: pyperformance::install(layout)?,
        extension: match std::env::var_os("MORELIA_EXTENSION") {
            Some(built) => built.into(),
            None => build::extension(layout, profile)?,
        },
        pyodide: cases.join("node_modules/pyodide"),
        cases,
    };
    Ok(bench::run(&options, &folders))
}

/// What it takes to run something in `browser`; `None` when that is on another machine.
fn needs(browser: Option<BrowserKind>) -> Vec<Need> {
    let mut needs = setup::TO_BUILD.to_vec();
    match browser {
        Some(BrowserKind::Chromium) => needs.extend(setup::FOR_CHROMIUM),
        Some(BrowserKind::Firefox) => needs.extend(setup::FOR_FIREFOX),
        None => {}
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_browser_that_is_asked_for_is_needed() {
        let firefox = needs(Some(BrowserKind::Firefox));
        assert!(firefox.contains(&Need::Geckodriver) && !firefox.contains(&Need::Chromium));
        assert_eq!(needs(None), setup::TO_BUILD);
    }
}
