//! chromedriver and geckodriver: one for each launch, on a free port.

use crate::process::Process;
use crate::programs::driver_program;
use crate::{BrowserError, BrowserKind};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const START_LIMIT: Duration = Duration::from_secs(30);

/// A driver that waits for commands; it ends when dropped, with its browsers.
#[derive(Debug)]
pub struct Driver {
    pub(crate) process: Process,
    address: String,
}

impl Driver {
    /// Starts one; what it and its browsers write for themselves goes below `scratch`.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start(kind: BrowserKind, scratch: &Path) -> Result<Self, BrowserError> {
        let mut command = Command::new(driver_program(kind)?);
        match kind {
            BrowserKind::Chromium => command.arg("--port=0"),
            BrowserKind::Firefox => command
                .args(["--port", "0", "--websocket-port", "0"])
                // Without it Firefox refuses to navigate to an extension's pages.
                .arg("--allow-system-access")
                .arg("--profile-root")
                .arg(scratch),
        };
        command.env("TMPDIR", scratch);
        let mut process = Process::start(&mut command)?;
        let port = process.wait_for_line(START_LIMIT, port_in)?;
        Ok(Self { process, address: format!("http://127.0.0.1:{port}") })
    }

    /// Where it listens, as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// chromedriver: `… was started successfully on port 40123.`; geckodriver: `… Listening on 127.0.0.1:40123`.
fn port_in(line: &str) -> Option<u16> {
    let rest = line
        .split_once("successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?
        .1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_found() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41234."), Some(41234));
        assert_eq!(
            port_in("1700000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4567"),
            Some(4567)
        );
        assert_eq!(port_in("Starting ChromeDriver 156 on port 0"), None);
    }
}
