//! One browser, driven through WebDriver, blocking.

use crate::console::{ConsoleEntry, ConsoleReader};
use crate::driver::Driver;
use crate::launch::capabilities;
use crate::webdriver::{self, COMMAND_LIMIT, load_failure};
use crate::{BrowserError, BrowserKind, Extension, LaunchOptions, memory, poll};
use base64::Engine as _;
use fantoccini::Client;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long a page may take to load.
const LOAD_LIMIT: Duration = Duration::from_secs(30);
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// A browser with a profile of its own. It ends when dropped, whatever happens.
#[derive(Debug)]
pub struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    kind: BrowserKind,
    extension: Option<Extension>,
    is_remote: bool,
    console: ConsoleReader,
    // The order matters: the driver ends before its folder is removed.
    driver: Option<Driver>,
    _scratch: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser.
    ///
    /// # Errors
    /// When the browser, its driver or the extension is missing or does not start.
    pub fn launch(options: &LaunchOptions) -> Result<Self, BrowserError> {
        let extension = options.extension.as_deref().map(Extension::open).transpose()?;
        let scratch = tempfile::Builder::new().prefix("morelia-browser-").tempdir()?;
        let wanted = capabilities(options, extension.as_ref(), scratch.path())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let driver = match options.webdriver {
            None => {
                Some(Driver::start_on(options.browser, scratch.path(), options.display.as_deref())?)
            }
            Some(_) => None,
        };
        let address = match (&driver, &options.webdriver) {
            (Some(driver), _) => driver.address().to_owned(),
            (None, remote) => remote.clone().unwrap_or_default(),
        };
        let address = format!("{}/", address.trim_end_matches('/'));
        let client =
            webdriver::connect(&runtime, &address, wanted).map_err(|cause| {
                match &options.webdriver {
                    Some(_) => BrowserError::NoRemote { address: address.clone(), cause },
                    None => BrowserError::NoSession { browser: options.browser, cause },
                }
            })?;
        let console = ConsoleReader::new(options.browser, scratch.path());
        let browser = Self {
            runtime,
            client: Some(client),
            kind: options.browser,
            extension,
            is_remote: options.webdriver.is_some(),
            console,
            driver,
            _scratch: scratch,
        };
        browser.prepare()?;
        Ok(browser)
    }

    /// Ends the browser as a crash or the power switch would: it can do nothing any more.
    pub fn kill(mut self) {
        self.client.take();
        self.driver.take();
    }

    /// Which browser this is.
    #[must_use]
    pub fn kind(&self) -> BrowserKind {
        self.kind
    }

    /// The address of a page of the loaded extension.
    #[must_use]
    pub fn extension_page(&self, page: &str) -> Option<String> {
        let extension = self.extension.as_ref()?;
        Some(if self.is_remote {
            extension.remote_page(self.kind, page)
        } else {
            extension.page(self.kind, page)
        })
    }

    /// Opens an address in the current window and waits until it is loaded.
    ///
    /// # Errors
    /// [`BrowserError::Unreachable`] when nothing answers there.
    pub fn goto(&self, url: &str) -> Result<(), BrowserError> {
        let unreachable = |reason: &str| BrowserError::Unreachable {
            url: url.to_owned(),
            reason: reason.to_owned(),
        };
        let too_slow = || BrowserError::PageTooSlow { url: url.to_owned(), limit: LOAD_LIMIT };
        let navigated = match self.kind {
            BrowserKind::Chromium => self.devtools("Page.navigate", &json!({ "url": url })),
            BrowserKind::Firefox => self.post("url", &json!({ "url": url })),
        };
        match navigated {
            Ok(answer) => match answer.get("errorText").and_then(Value::as_str) {
                Some(reason) => Err(unreachable(&load_failure(reason))),
                None => self.wait_until_loaded().map_err(|error| match error {
                    BrowserError::TimedOut { .. } => too_slow(),
                    other => other,
                }),
            },
            Err(BrowserError::Refused { status, .. }) if status == "timeout" => Err(too_slow()),
            Err(BrowserError::Refused { message, .. }) => Err(unreachable(&load_failure(&message))),
            Err(error) => Err(error),
        }
    }

    /// The address of the current window's page.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn url(&self) -> Result<String, BrowserError> {
        Ok(text(&self.get("url")?))
    }

    /// The title of the current window's page.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn title(&self) -> Result<String, BrowserError> {
        Ok(text(&self.get("title")?))
    }

    /// Runs JavaScript in the page as the body of a function, and gives what it returns.
    ///
    /// # Errors
    /// What the script throws, or when the window is gone.
    pub fn execute(&self, script: &str, arguments: &[Value]) -> Result<Value, BrowserError> {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs JavaScript in the page as the body of an `async` function, and gives what it resolves to.
    ///
    /// # Errors
    /// What the script throws, or when the window is gone.
    pub fn execute_async(&self, script: &str, arguments: &[Value]) -> Result<Value, BrowserError> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];\n\
             const given = Array.prototype.slice.call(arguments, 0, -1);\n\
             (async function () {{ {script} }}).apply(null, given).then(\n\
             (value) => done({{ value: value === undefined ? null : value }}),\n\
             (error) => done({{ error: String(error) }}));"
        );
        let mut answer =
            self.post("execute/async", &json!({ "script": wrapped, "args": arguments }))?;
        if let Some(message) = answer.get("error").and_then(Value::as_str) {
            let (status, message) = ("javascript error".to_owned(), message.to_owned());
            return Err(BrowserError::Refused { status, message });
        }
        Ok(answer.get_mut("value").map(Value::take).unwrap_or_default())
    }

    /// Waits until a script, as for [`Browser::execute`], gives something true.
    ///
    /// # Errors
    /// [`BrowserError::TimedOut`], or what the script throws.
    pub fn wait_for(&self, script: &str, limit: Duration) -> Result<Value, BrowserError> {
        poll(script, limit, || {
            let value = self.execute(script, &[])?;
            let is_true = !matches!(value, Value::Null | Value::Bool(false))
                && value != json!(0)
                && value != json!("");
            Ok(is_true.then_some(value))
        })
    }

    /// Clicks what a CSS selector finds first, as a person would.
    ///
    /// # Errors
    /// When there is no such element or it cannot be clicked.
    pub fn click(&self, css: &str) -> Result<(), BrowserError> {
        let found = self.post("element", &json!({ "using": "css selector", "value": css }))?;
        let id = found.as_object().and_then(|it| it.values().next()).map(text).unwrap_or_default();
        self.post(&format!("element/{id}/click"), &json!({})).map(drop)
    }

    /// Opens a window (not a tab: the first page stays visible) and makes it the current one.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn new_window(&self) -> Result<String, BrowserError> {
        let opened = self.post("window/new", &json!({ "type": "window" }))?;
        let handle = opened.get("handle").map(text).unwrap_or_default();
        self.switch_to(&handle)?;
        Ok(handle)
    }

    /// The current window.
    ///
    /// # Errors
    /// When it is gone.
    pub fn window(&self) -> Result<String, BrowserError> {
        Ok(text(&self.get("window")?))
    }

    /// All windows and tabs.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn windows(&self) -> Result<Vec<String>, BrowserError> {
        let handles = self.get("window/handles")?;
        Ok(handles.as_array().into_iter().flatten().map(text).collect())
    }

    /// Makes a window the current one.
    ///
    /// # Errors
    /// When it is gone.
    pub fn switch_to(&self, window: &str) -> Result<(), BrowserError> {
        self.post("window", &json!({ "handle": window })).map(drop)
    }

    /// Closes the current window; another must be switched to.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn close_window(&self) -> Result<(), BrowserError> {
        self.command(Method::DELETE, "window", None).map(drop)
    }

    /// A picture of the current window's page, as PNG.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn screenshot(&self) -> Result<Vec<u8>, BrowserError> {
        let encoded = text(&self.get("screenshot")?);
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
        decoded.map_err(|error| BrowserError::Lost(error.to_string()))
    }

    /// Errors and warnings that came to a console since the last call: of pages, content scripts,
    /// extension pages and the background. Remote browsers show less.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn console_errors(&mut self) -> Result<Vec<ConsoleEntry>, BrowserError> {
        let driver_lines = match (&self.driver, self.kind) {
            (Some(driver), BrowserKind::Firefox) => driver.process.lines_after(self.console.seen()),
            _ => Vec::new(),
        };
        let entries = match self.kind {
            BrowserKind::Chromium => self.post("se/log", &json!({ "type": "browser" }))?,
            BrowserKind::Firefox => Value::Null,
        };
        Ok(self.console.read(&entries, &driver_lines))
    }

    /// A WebDriver command that has no method here; the path is relative to the session.
    ///
    /// # Errors
    /// What the driver answers.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, BrowserError> {
        self.command(Method::POST, path, Some(body.to_string()))
    }

    /// The id of the driver process, if it is ours.
    #[must_use]
    pub fn driver_process(&self) -> Option<u32> {
        self.driver.as_ref().map(|driver| driver.process.id())
    }

    /// Bytes that the browser's processes take, after what is garbage was
    /// collected; `None` where the system does not tell.
    #[must_use]
    pub fn memory(&self) -> Option<u64> {
        if self.kind() == BrowserKind::Chromium {
            // Without it there is just more to see.
            let _ = self.devtools("HeapProfiler.collectGarbage", &json!({}));
        }
        memory::of_tree(self.driver_process()?)
    }

    /// Waits until the browser is closed by hand.
    pub fn wait_until_closed(&self) {
        while self.windows().is_ok_and(|windows| !windows.is_empty()) {
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// A command of the DevTools protocol (Chromium only).
    ///
    /// # Errors
    /// What the driver answers.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, BrowserError> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Waits until the current document and what belongs to it are there.
    fn wait_until_loaded(&self) -> Result<(), BrowserError> {
        poll("the end of loading", LOAD_LIMIT, || {
            match self.execute("return document.readyState", &[]) {
                Ok(state) => Ok((state == "complete").then_some(())),
                // Between two documents there is nothing to ask.
                Err(BrowserError::Refused { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn prepare(&self) -> Result<(), BrowserError> {
        let limits = json!({
            "script": COMMAND_LIMIT.as_millis() as u64,
            "pageLoad": LOAD_LIMIT.as_millis() as u64,
        });
        self.post("timeouts", &limits)?;
        let Some(extension) = self.extension.as_ref().filter(|_| self.kind == BrowserKind::Firefox)
        else {
            return Ok(());
        };
        let addon = if self.is_remote {
            json!({ "addon": extension.archive(self.kind)?, "temporary": true })
        } else {
            json!({ "path": extension.folder(), "temporary": true })
        };
        self.post("moz/addon/install", &addon).map(drop).map_err(|error| {
            BrowserError::BadExtension {
                path: extension.folder().to_owned(),
                cause: error.to_string(),
            }
        })
    }

    fn get(&self, path: &str) -> Result<Value, BrowserError> {
        self.command(Method::GET, path, None)
    }

    fn command(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Value, BrowserError> {
        let client = self.client.as_ref().ok_or_else(|| BrowserError::Lost("closed".to_owned()))?;
        webdriver::command(&self.runtime, client, method, path, body)
    }
}

impl Drop for Browser {
    /// Asks the browser to quit, so that it writes nothing any more; the driver's end ends the rest.
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let closing = async { tokio::time::timeout(CLOSE_LIMIT, client.close()).await };
            let _ = self.runtime.block_on(closing);
        }
        self.driver = None;
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
