//! A screen that nobody sees, for what a headless browser cannot do without one.

use crate::BrowserError;
use crate::process::Process;
use crate::programs::x_server_program;
use std::process::Command;
use std::time::Duration;

const START_LIMIT: Duration = Duration::from_secs(30);

/// An X server in memory, on a display of its own; it ends when dropped.
///
/// Firefox has no WebGL on Linux when it finds no X or Wayland server, headless or not
/// (Mozilla's bug 1375585): its probe of the graphics driver needs one.
#[derive(Debug)]
pub struct Display {
    _process: Process,
    name: String,
}

impl Display {
    /// Starts one.
    ///
    /// # Errors
    /// When Xvfb is not installed or does not start.
    pub fn start() -> Result<Self, BrowserError> {
        let mut command = Command::new(x_server_program()?);
        // It chooses a number that is free, and writes it to standard output.
        command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1000x24"]);
        let mut process = Process::start(&mut command)?;
        let number = process.wait_for_line(START_LIMIT, |line| line.parse::<u32>().ok())?;
        Ok(Self { _process: process, name: format!(":{number}") })
    }

    /// What `DISPLAY` is for its programs, as `:7`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
