//! What can go wrong between here and a browser, each with its remedy.

use crate::BrowserKind;
use std::path::PathBuf;
use std::time::Duration;

/// A browser, its driver or its page did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// A program is not on this machine.
    #[error("{program} is not installed; {remedy}")]
    ProgramMissing {
        /// Which.
        program: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A program did not start, or not in time.
    #[error("{program} did not start ({cause}); run ./x doctor to see what is missing")]
    NotStarted {
        /// Which.
        program: String,
        /// What was seen.
        cause: String,
    },
    /// The driver runs but gave no session.
    #[error("no {browser} session could be had ({cause}); run ./x doctor to see what is missing")]
    NoSession {
        /// Which browser.
        browser: BrowserKind,
        /// The driver's words.
        cause: String,
    },
    /// The remote WebDriver server cannot be used.
    #[error(
        "no WebDriver server answers at {address} ({cause}); start one there or leave --webdriver out"
    )]
    NoRemote {
        /// Where it was looked for.
        address: String,
        /// What happened instead.
        cause: String,
    },
    /// The page could not be loaded.
    #[error("{url} cannot be reached ({reason}); check the address and the connection")]
    Unreachable {
        /// The address.
        url: String,
        /// The browser's own words.
        reason: String,
    },
    /// The page began to load and did not come to an end.
    #[error("{url} did not finish loading within {} s; check that the server answers", .limit.as_secs())]
    PageTooSlow {
        /// The address.
        url: String,
        /// How long was waited.
        limit: Duration,
    },
    /// The folder is no unpacked extension.
    #[error("{path} is not an unpacked extension ({cause}); run ./x build")]
    BadExtension {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The driver answered a command with an error.
    #[error("{status}: {message}")]
    Refused {
        /// WebDriver's error code, as `no such window`.
        status: String,
        /// The driver's words.
        message: String,
    },
    /// The browser or its driver is gone.
    #[error("the browser is gone ({0}); start again")]
    Lost(String),
    /// Something expected did not come about.
    #[error("{what} did not happen within {} s", .limit.as_secs_f64())]
    TimedOut {
        /// What was waited for.
        what: String,
        /// How long.
        limit: Duration,
    },
    /// Reading or writing failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}
