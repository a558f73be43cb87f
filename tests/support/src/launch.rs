//! How a browser is started, so that it is quiet, alone and has the extension.

use crate::programs::browser_program;
use crate::{BrowserError, BrowserKind, Extension};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// What to launch.
#[derive(Clone, Debug)]
pub struct LaunchOptions {
    /// Which browser.
    pub browser: BrowserKind,
    /// With a window to look at.
    pub headed: bool,
    /// The folder of an unpacked extension to load.
    pub extension: Option<PathBuf>,
    /// The folder of a profile that is used again; `None`: a new one, which goes
    /// with the browser.
    pub profile: Option<PathBuf>,
    /// A WebDriver server that runs already, instead of one of our own.
    pub webdriver: Option<String>,
    /// The X display that the browser may use, headless too; `None`: that of this process, if any.
    pub display: Option<String>,
    /// Pages may ask for a garbage collection, so that what it lets go of can be counted.
    pub pages_collect: bool,
    /// A camera and a microphone that the browser makes up, which every page may use unasked.
    pub made_up_devices: bool,
}

impl LaunchOptions {
    /// A headless browser of this machine without an extension.
    #[must_use]
    pub fn new(browser: BrowserKind) -> Self {
        Self {
            browser,
            headed: false,
            extension: None,
            profile: None,
            webdriver: None,
            display: None,
            pages_collect: false,
            made_up_devices: false,
        }
    }

    /// With a camera and a microphone that the browser makes up.
    #[must_use]
    pub fn with_devices(mut self) -> Self {
        self.made_up_devices = true;
        self
    }

    /// With pages that may ask for a garbage collection: `gc()` in Chromium,
    /// `TestUtils.gc()` in Firefox.
    #[must_use]
    pub fn with_collection(mut self) -> Self {
        self.pages_collect = true;
        self
    }

    /// With the profile in a folder, which outlives the browser.
    #[must_use]
    pub fn with_profile(mut self, folder: impl Into<PathBuf>) -> Self {
        self.profile = Some(folder.into());
        self
    }

    /// With an X display, as `:7`.
    #[must_use]
    pub fn with_display(mut self, name: &str) -> Self {
        self.display = Some(name.to_owned());
        self
    }

    /// With an unpacked extension.
    #[must_use]
    pub fn with_extension(mut self, folder: impl Into<PathBuf>) -> Self {
        self.extension = Some(folder.into());
        self
    }
}

/// The capabilities that are asked for.
pub(crate) fn capabilities(
    options: &LaunchOptions,
    extension: Option<&Extension>,
    scratch: &Path,
) -> Result<Map<String, Value>, BrowserError> {
    let is_remote = options.webdriver.is_some();
    let mut wanted = Map::new();
    wanted.insert("browserName".to_owned(), options.browser.webdriver_name().into());
    match options.browser {
        BrowserKind::Chromium => {
            let mut arguments = chromium_arguments(options.headed);
            if options.pages_collect {
                arguments.push("--js-flags=--expose-gc".to_owned());
            }
            if options.made_up_devices {
                arguments.push("--use-fake-device-for-media-stream".to_owned());
                arguments.push("--use-fake-ui-for-media-stream".to_owned());
            }
            let mut chromium = Map::new();
            if let Some(address) = &options.webdriver {
                if is_this_machine(address) {
                    arguments.extend(root_argument());
                }
                let archives = extension.map(|it| it.archive(options.browser)).transpose()?;
                chromium.insert("extensions".to_owned(), json!(Vec::from_iter(archives)));
            } else {
                arguments.extend(local_chromium_arguments(extension, scratch));
                if let Some(profile) = &options.profile {
                    arguments.retain(|argument| !argument.starts_with("--user-data-dir="));
                    arguments.push(format!("--user-data-dir={}", profile.display()));
                }
                chromium.insert("binary".to_owned(), program_text(options.browser)?.into());
            }
            chromium.insert("args".to_owned(), arguments.into());
            wanted.insert("goog:chromeOptions".to_owned(), chromium.into());
            // Chromium 156 sometimes never ends loading its first page when an extension is being loaded
            // at that moment, and chromedriver then waits for ever. We look ourselves. Try again without
            // this when Chromium is newer.
            wanted.insert("pageLoadStrategy".to_owned(), "none".into());
            wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        }
        BrowserKind::Firefox => {
            let mut firefox = Map::new();
            if !is_remote {
                firefox.insert("binary".to_owned(), program_text(options.browser)?.into());
            }
            let mut arguments = Vec::new();
            if !options.headed {
                arguments.push("-headless".to_owned());
            }
            if let Some(profile) = &options.profile {
                arguments.push("-profile".to_owned());
                arguments.push(profile.display().to_string());
            }
            firefox.insert("args".to_owned(), json!(arguments));
            let mut preferences = firefox_preferences(extension)?;
            if options.pages_collect {
                preferences.insert("dom.testing.testutils.enabled".to_owned(), true.into());
            }
            if options.made_up_devices {
                preferences.insert("media.navigator.streams.fake".to_owned(), true.into());
                preferences.insert("media.navigator.permission.disabled".to_owned(), true.into());
            }
            firefox.insert("prefs".to_owned(), preferences.into());
            wanted.insert("moz:firefoxOptions".to_owned(), firefox.into());
        }
    }
    Ok(wanted)
}

/// Chromium's command line, without what belongs to one machine.
pub(crate) fn chromium_arguments(headed: bool) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--disable-gpu",
        "--disable-quic",
        "--disable-search-engine-choice-screen",
        "--disable-features=Translate,OptimizationHints,MediaRouter",
        "--metrics-recording-only",
        "--password-store=basic",
        // The page that Python works on is often not the window in front.
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
        "--window-size=1280,900",
    ]
    .map(str::to_owned)
    .to_vec();
    if !headed {
        arguments.push("--headless=new".to_owned());
    }
    arguments
}

/// The rest of Chromium's command line.
pub(crate) fn local_chromium_arguments(
    extension: Option<&Extension>,
    scratch: &Path,
) -> Vec<String> {
    let mut arguments = vec![
        format!("--user-data-dir={}", scratch.join("profile").display()),
        // The extension's service worker has no other log that WebDriver shows.
        "--enable-logging".to_owned(),
        format!("--log-file={}", log_file(scratch).display()),
    ];
    if let Some(extension) = extension {
        arguments.push(format!("--load-extension={}", extension.folder().display()));
    }
    arguments.extend(root_argument());
    arguments
}

/// Chromium refuses its sandbox to root.
fn root_argument() -> Option<String> {
    rustix::process::geteuid().is_root().then(|| "--no-sandbox".to_owned())
}

fn is_this_machine(address: &str) -> bool {
    let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host.as_str()))
}

/// What Chromium logs for itself.
pub(crate) fn log_file(scratch: &Path) -> PathBuf {
    scratch.join("chromium.log")
}

fn program_text(kind: BrowserKind) -> Result<String, BrowserError> {
    Ok(browser_program(kind)?.to_string_lossy().into_owned())
}

fn firefox_preferences(extension: Option<&Extension>) -> Result<Map<String, Value>, BrowserError> {
    let mut preferences = Map::new();
    let mut set = |name: &str, value: Value| {
        preferences.insert(name.to_owned(), value);
    };
    // Nothing but the page itself uses the network.
    for name in [
        "app.normandy.enabled",
        "app.update.enabled",
        "browser.newtabpage.activity-stream.feeds.topsites",
        "browser.safebrowsing.downloads.enabled",
        "browser.safebrowsing.malware.enabled",
        "browser.safebrowsing.phishing.enabled",
        "browser.search.update",
        "browser.region.update.enabled",
        "captivedetect.enabled",
        "datareporting.healthreport.uploadEnabled",
        "datareporting.policy.dataSubmissionEnabled",
        "extensions.getAddons.cache.enabled",
        "extensions.update.enabled",
        "extensions.systemAddon.update.enabled",
        "messaging-system.rsexperimentloader.enabled",
        "network.captive-portal-service.enabled",
        "network.connectivity-service.enabled",
        "network.prefetch-next",
        "toolkit.telemetry.enabled",
        "browser.shell.checkDefaultBrowser",
    ] {
        set(name, false.into());
    }
    // Firefox looks for updates of its own data half a minute after its start; not in a test.
    set("app.update.timerFirstInterval", 3_600_000.into());
    // An extension that is loaded for a while keeps what it stored, as an installed one does.
    set("extensions.webextensions.keepStorageOnUninstall", true.into());
    set("extensions.webextensions.keepUuidOnUninstall", true.into());
    set("network.dns.disablePrefetch", true.into());
    set("network.http.speculative-parallel-limit", 0.into());
    set("services.settings.server", "data:,".into());
    set("browser.aboutHomeSnippets.updateUrl", "data:,".into());
    // What pages and the extension log comes out on standard output, where it can be read.
    set("devtools.console.stdout.content", true.into());
    set("browser.dom.window.dump.enabled", true.into());
    set("dom.min_background_timeout_value", 4.into());
    if let Some(extension) = extension {
        set("extensions.webextensions.uuids", extension.firefox_uuids()?.into());
    }
    Ok(preferences)
}
