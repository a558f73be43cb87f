//! `./x run` and `./x open`: Python on a page from a terminal.

mod arguments;
mod default_page;
mod input;
mod open;
mod report;
mod run;
mod usage;
mod written_files;

pub use arguments::{OpenOptions, RunOptions, Script};
pub use usage::UsageError;

use std::ffi::OsString;
use std::path::Path;

/// Python raised.
pub const RAISED: u8 = 1;
/// Bad usage, or the browser, the page or the extension failed.
pub const FAILED: u8 = 2;

/// `./x run ARGS`. `extension` holds the unpacked extensions, in `chromium/` and `firefox/`.
///
/// Gives the exit status: 0, 1 when Python raised, 2 when something else failed (said in one line on
/// standard error), or what Python passed to `sys.exit`.
#[must_use]
pub fn run(arguments: &[OsString], extension: &Path) -> u8 {
    match RunOptions::parse(arguments) {
        Ok(None) => help(usage::RUN_HELP),
        Ok(Some(options)) => run::run(&options, extension),
        Err(error) => fail(&error),
    }
}

/// `./x open ARGS`: a browser with a window, with the extension and a page, until it is closed.
#[must_use]
pub fn open(arguments: &[OsString], extension: &Path) -> u8 {
    match OpenOptions::parse(arguments) {
        Ok(None) => help(usage::OPEN_HELP),
        Ok(Some(options)) => open::open(&options, extension),
        Err(error) => fail(&error),
    }
}

/// Looks for mistakes in the arguments of `run`, before anything is built: the exit status if there
/// is nothing more to do.
#[must_use]
pub fn check_run(arguments: &[OsString]) -> Option<u8> {
    match RunOptions::parse(arguments) {
        Ok(None) => Some(help(usage::RUN_HELP)),
        Ok(Some(options)) => run::check(&options).err().map(|error| fail(&error)),
        Err(error) => Some(fail(&error)),
    }
}

/// The same for `open`.
#[must_use]
pub fn check_open(arguments: &[OsString]) -> Option<u8> {
    match OpenOptions::parse(arguments) {
        Ok(None) => Some(help(usage::OPEN_HELP)),
        Ok(Some(_)) => None,
        Err(error) => Some(fail(&error)),
    }
}

fn help(text: &str) -> u8 {
    print!("{text}");
    0
}

fn fail(error: &dyn std::error::Error) -> u8 {
    eprintln!("x: {}", one_line(&error.to_string()));
    FAILED
}

/// Whatever a browser says, one line of it goes to the terminal.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
