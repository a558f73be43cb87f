//! Chromium with the extension and without any debugger, which would keep service workers alive.
//!
//! Nobody drives this browser: a page of ours, added to a copy of the extension, fetches requests
//! from the test's server and posts what comes back.

use crate::launch::{chromium_arguments, local_chromium_arguments, log_file};
use crate::process::Process;
use crate::programs::browser_program;
use crate::{BrowserError, BrowserKind, Extension, Server, poll};
use morelia_protocol::{BackgroundToClient, Request, decode, encode};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const ATTEMPTS: usize = 5;
const FIRST_REQUEST_LIMIT: Duration = Duration::from_secs(8);

/// A browser that only a test server can talk to.
#[derive(Debug)]
pub struct UndebuggedChromium {
    process: Process,
    scratch: tempfile::TempDir,
}

impl UndebuggedChromium {
    /// Starts it with a page of `server`, and with the relay beside it when there is an extension.
    ///
    /// The relay attaches to the page by itself; [`UndebuggedChromium::send`] and
    /// [`UndebuggedChromium::receive`] talk to it through `server`.
    ///
    /// # Errors
    /// When Chromium or the extension is missing.
    pub fn launch(
        extension: Option<&Path>,
        url: &str,
        server: &Server,
    ) -> Result<Self, BrowserError> {
        // Chromium 156 sometimes never loads its first page when an extension is being loaded at that
        // moment. Then another one is started.
        for _ in 0..ATTEMPTS {
            let before = server.requests().len();
            let browser = Self::start(extension, url, server)?;
            let came = poll("the first request", FIRST_REQUEST_LIMIT, || {
                Ok((server.requests().len() > before).then_some(()))
            });
            if came.is_ok() {
                return Ok(browser);
            }
        }
        let cause = "it loads no page".to_owned();
        Err(BrowserError::NotStarted { program: "Chromium".to_owned(), cause })
    }

    fn start(extension: Option<&Path>, url: &str, server: &Server) -> Result<Self, BrowserError> {
        let scratch = tempfile::Builder::new().prefix("morelia-undebugged-").tempdir()?;
        let copy = extension.map(|folder| with_relay(folder, scratch.path())).transpose()?;
        let mut command = Command::new(browser_program(BrowserKind::Chromium)?);
        command.args(chromium_arguments(false));
        command.args(local_chromium_arguments(copy.as_ref(), scratch.path()));
        // Headless Chromium takes one address, and none of an extension: a page of the server leads to
        // the relay, which opens the page that is wanted.
        command.arg(match &copy {
            None => url.to_owned(),
            Some(copy) => {
                let relay = copy.page(BrowserKind::Chromium, "relay.html");
                let given = [("server", server.url("/_mail/")), ("page", url.to_owned())];
                let relay = url::Url::parse_with_params(&relay, given)
                    .map_err(|error| BrowserError::Lost(error.to_string()))?;
                server.way_to(relay.as_str())
            }
        });
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

    /// What Chromium wrote to its log, without its complaints that there is no desktop.
    #[must_use]
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(log_file(self.scratch.path())).unwrap_or_default();
        let lines = log.lines().filter(|line| !line.contains("dbus/") && !line.contains("/dbus"));
        lines.collect::<Vec<_>>().join("\n")
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
    std::fs::write(copy.join("relay_ready.js"), "")?;
    let mut manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(copy.join("manifest.json"))?)
            .map_err(std::io::Error::other)?;
    if let Some(Value::String(policy)) =
        manifest.pointer_mut("/content_security_policy/extension_pages")
    {
        // The relay talks to the test's server, which no page of the real extension may.
        *policy = policy.replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:*");
    }
    if let Some(manifest) = manifest.as_object_mut() {
        let accessible = manifest.entry("web_accessible_resources").or_insert_with(|| json!([]));
        if let Some(entries) = accessible.as_array_mut() {
            entries.push(json!({ "resources": ["relay.html", "relay_ready.js"], "matches": ["http://127.0.0.1/*"] }));
        }
    }
    std::fs::write(copy.join("manifest.json"), manifest.to_string())?;
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
