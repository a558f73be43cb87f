//! chromedriver and geckodriver: one for each launch, on a free port.

use crate::process::Process;
use crate::programs::driver_program;
use crate::{BrowserError, BrowserKind};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const START_LIMIT: Duration = Duration::from_secs(30);

/// How often a driver is started that ends because its port was taken.
const STARTS: usize = 5;

/// A driver that waits for commands; it ends when dropped, with its browsers.
#[derive(Debug)]
pub struct Driver {
    pub(crate) process: Process,
    address: String,
}

impl Driver {
    /// Starts one; what it and its browsers write for themselves goes below `scratch`.
    ///
    /// chromedriver lets the system choose a port for IPv6 and then wants the same one for IPv4, which another
    /// program may have by then; it ends with `IPv4 port not available`, and is started again.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start(kind: BrowserKind, scratch: &Path) -> Result<Self, BrowserError> {
        Self::start_on(kind, scratch, None)
    }

    /// The same, for browsers that use an X display.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start_on(
        kind: BrowserKind,
        scratch: &Path,
        display: Option<&str>,
    ) -> Result<Self, BrowserError> {
        again_when_the_port_is_taken(|| Self::start_once(kind, scratch, display))
    }

    fn start_once(
        kind: BrowserKind,
        scratch: &Path,
        display: Option<&str>,
    ) -> Result<Self, BrowserError> {
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
        if let Some(display) = display {
            command.env("DISPLAY", display);
        }
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

fn again_when_the_port_is_taken<T>(
    mut start: impl FnMut() -> Result<T, BrowserError>,
) -> Result<T, BrowserError> {
    for _ in 1..STARTS {
        match start() {
            Err(BrowserError::NotStarted { cause, .. }) if is_taken_port(&cause) => {}
            started => return started,
        }
    }
    start()
}

/// chromedriver: `IPv4 port not available. Exiting...`; geckodriver: `… Address already in use …`.
fn is_taken_port(cause: &str) -> bool {
    cause.contains("port not available") || cause.contains("ddress already in use")
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
    fn a_driver_whose_port_was_taken_is_started_again() {
        let refusal = |cause: &str| BrowserError::NotStarted {
            program: "chromedriver".to_owned(),
            cause: cause.to_owned(),
        };
        let starts = |cause: &str| {
            let mut count = 0;
            let started = again_when_the_port_is_taken(|| {
                count += 1;
                if count < 3 { Err(refusal(cause)) } else { Ok(()) }
            });
            (count, started.is_ok())
        };
        assert_eq!(starts("IPv4 port not available. Exiting..."), (3, true));
        assert_eq!(starts("it said nothing"), (1, false));
        let mut count = 0;
        let never = again_when_the_port_is_taken(|| {
            count += 1;
            Err::<(), _>(refusal("IPv4 port not available. Exiting..."))
        });
        assert_eq!((count, never.is_err()), (STARTS, true));
    }

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
