//! Chromium with the extension and without any debugger, which would keep service workers alive.
//!
//! Nobody drives this browser: a page of ours, added to a copy of the extension, fetches requests
//! from the test's server and posts what comes back.

use crate::launch::{chromium_arguments, local_chromium_arguments, log_file};
use crate::process::Process;
use crate::programs::browser_program;
use crate::{BrowserError, BrowserKind, Extension, Server};
use morelia_protocol::{BackgroundToClient, Request, decode, encode};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// A browser that only a test server can talk to.
#[derive(Debug)]
pub struct UndebuggedChromium {
    process: Process,
    scratch: tempfile::TempDir,
}

impl UndebuggedChromium {
    /// Starts it with a page, and with the relay beside it when there is an extension.
    ///
    /// The relay attaches to the page by itself; [`UndebuggedChromium::send`] and
    /// [`UndebuggedChromium::receive`] talk to it through `server`.
    ///
    /// # Errors
    /// When Chromium or the extension is missing.
    pub fn launch(extension: Option<&Path>, url: &str, server: &Server) -> Result<Self, BrowserError> {
        let scratch = tempfile::Builder::new().prefix("morelia-undebugged-").tempdir()?;
        let copy = extension.map(|folder| with_relay(folder, scratch.path())).transpose()?;
        let mut command = Command::new(browser_program(BrowserKind::Chromium)?);
        command.args(chromium_arguments(false));
        command.args(local_chromium_arguments(copy.as_ref(), scratch.path()));
        command.arg(url);
        if let Some(copy) = &copy {
            let page = copy.page(BrowserKind::Chromium, "relay.html");
            command.arg(format!("{page}?server={}", server.url("/_mail/")));
        }
        let process = Process::start(&mut command)?;
        Ok(Self { process, scratch })
    }

    /// Gives the relay a request for the attached session.
    ///
    /// # Errors
    /// When the request is too long.
    pub fn send(server: &Server, request: &Request) -> Result<(), BrowserError> {
        let text = encode(request).map_err(|error| BrowserError::Lost(error.to_string()))?;
        server.send("requests", text);
        Ok(())
    }

    /// The next message that the relay got from the background.
    ///
    /// # Errors
    /// When nothing comes in time, or the relay reports an error.
    pub fn receive(server: &Server, limit: Duration) -> Result<BackgroundToClient, BrowserError> {
        let what = "a message from the relay page";
        let text = server
            .receive("messages", limit)
            .ok_or_else(|| BrowserError::TimedOut { what: what.to_owned(), limit })?;
        decode(&text).map_err(|error| BrowserError::Lost(format!("{error}: {text}")))
    }

    /// Whether the browser still runs.
    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }

    /// What Chromium wrote to its log.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_file(self.scratch.path())).unwrap_or_default()
    }
}

/// Copies the extension and adds the relay page, which loads what the automation page loads.
fn with_relay(folder: &Path, scratch: &Path) -> Result<Extension, BrowserError> {
    let copy = scratch.join("extension");
    copy_folder(folder, &copy)?;
    let automation = std::fs::read_to_string(copy.join("automation.html"))?;
    let relay = format!("{automation}\n<script type=\"module\" src=\"relay.js\"></script>\n");
    std::fs::write(copy.join("relay.html"), relay)?;
    std::fs::write(copy.join("relay.js"), include_str!("relay.js"))?;
    Extension::open(&copy)
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
