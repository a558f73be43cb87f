//! Both browsers as this crate launches them, with a small extension of the test's own.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use morelia_browser::{
    Browser, BrowserKind, Driver, LaunchOptions, Server, Site, UndebuggedChromium,
};
use std::path::Path;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

/// Runs a check in each browser, in a browser of its own.
fn in_both(check: impl Fn(BrowserKind)) {
    for kind in BrowserKind::ALL {
        check(kind);
    }
}

fn site() -> Site {
    Site::new()
        .page("/", "<title>Hello</title><button onclick=\"document.title = 'clicked'\">b</button>")
        .page(
            "/error",
            "<title>E</title><script>setTimeout(() => { throw new Error('thrown') })</script>",
        )
        .page(
            "/logged",
            "<title>L</title><script>console.error('logged'); console.log('harmless')</script>",
        )
}

/// An extension with a page, whose content script and background both log an error on demand.
fn extension(folder: &Path) {
    let manifest = r#"{
        "manifest_version": 3, "name": "probe", "version": "1.0",
        "background": { "service_worker": "background.js", "scripts": ["background.js"], "type": "module" },
        "content_scripts": [{ "matches": ["http://*/*"], "js": ["content.js"] }],
        "permissions": ["tabs"], "host_permissions": ["<all_urls>"],
        "browser_specific_settings": { "gecko": { "id": "probe@morelia.invalid" } }
    }"#;
    let background = "chrome.runtime.onMessage.addListener(() => { console.error('from the background'); \
                      setTimeout(() => { throw new Error('uncaught in the background') }); });";
    let content = "if (location.pathname === '/tell') { chrome.runtime.sendMessage('x'); \
                   console.error('from the content script'); }";
    let page = "<!doctype html><title>Page of the extension</title><script src='page.js'></script>";
    let script = "globalThis.moreliaAutomation = { attach: async () => {}, \
                  next: async () => { \
                  await new Promise((resolve) => setTimeout(resolve, 100)); \
                  return [JSON.stringify({ type: 'detached' })]; }, request: async () => 'id' };";
    for (name, content) in [
        ("manifest.json", manifest),
        ("background.js", background),
        ("content.js", content),
        ("automation.html", page),
        ("page.js", script),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
}

#[test]
fn a_page_is_opened_clicked_and_photographed() {
    let server = Server::start(site()).unwrap();
    in_both(|kind| {
        let browser = Browser::launch(&LaunchOptions::new(kind)).unwrap();
        browser.goto(&server.url("/")).unwrap();
        assert_eq!(browser.title().unwrap(), "Hello");
        browser.click("button").unwrap();
        browser.wait_for("return document.title === 'clicked'", SOON).unwrap();
        let doubled =
            browser.execute_async("return (await Promise.resolve(arguments[0])) * 2", &[4.into()]);
        assert_eq!(doubled.unwrap(), 8);
        let thrown = browser.execute_async("throw new Error('no')", &[]).unwrap_err();
        assert!(thrown.to_string().contains("no"), "{thrown}");
        assert!(browser.screenshot().unwrap().starts_with(b"\x89PNG"));
    });
}

#[test]
fn an_address_that_nobody_answers_is_reported() {
    let nobody = Server::start(Site::new()).unwrap().url("/");
    in_both(|kind| {
        let browser = Browser::launch(&LaunchOptions::new(kind)).unwrap();
        let error = browser.goto(&nobody).map_err(|error| error.to_string());
        let error = error.err().unwrap_or_else(|| format!("none, at {:?}", browser.url()));
        assert!(error.contains(&format!("{nobody} cannot be reached (")), "{kind}: {error}");
        assert!(!error.contains('\n') && error.len() < 160, "{kind}: {error}");
    });
}

#[test]
fn the_extensions_pages_have_known_addresses() {
    let server = Server::start(site()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    extension(folder.path());
    in_both(|kind| {
        let browser =
            Browser::launch(&LaunchOptions::new(kind).with_extension(folder.path())).unwrap();
        browser.goto(&server.url("/")).unwrap();
        let first = browser.window().unwrap();
        let second = browser.new_window().unwrap();
        assert_ne!(first, second);
        browser.goto(&browser.extension_page("automation.html").unwrap()).unwrap();
        assert_eq!(browser.title().unwrap(), "Page of the extension", "{kind}");
        browser.switch_to(&first).unwrap();
        assert_eq!(browser.execute("return document.visibilityState", &[]).unwrap(), "visible");
        browser.close_window().unwrap();
        assert_eq!(browser.windows().unwrap(), [second]);
    });
}

#[test]
fn console_errors_are_seen_wherever_they_happen() {
    let server = Server::start(site().page("/tell", "<title>T</title>")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    extension(folder.path());
    in_both(|kind| {
        let options = LaunchOptions::new(kind).with_extension(folder.path());
        let mut browser = Browser::launch(&options).unwrap();
        browser.goto(&server.url("/")).unwrap();
        let mut seen: Vec<String> = Vec::new();
        let mut wait = |browser: &mut Browser, what: &str| {
            morelia_browser::poll(&format!("{kind}: {what}"), SOON, || {
                seen.extend(browser.console_errors()?.iter().map(ToString::to_string));
                Ok(seen.iter().any(|entry| entry.contains(what)).then_some(()))
            })
            .map_err(|error| format!("{error}; seen: {seen:?}"))
            .unwrap();
        };
        browser.goto(&server.url("/error")).unwrap();
        wait(&mut browser, "thrown");
        browser.goto(&server.url("/logged")).unwrap();
        wait(&mut browser, "logged");
        browser.goto(&server.url("/tell")).unwrap();
        wait(&mut browser, "from the content script");
        wait(&mut browser, "uncaught in the background");
        assert!(!seen.iter().any(|entry| entry.contains("harmless")), "{kind}: {seen:?}");
    });
}

#[test]
fn no_process_is_left_when_a_browser_is_dropped() {
    in_both(|kind| {
        let browser = Browser::launch(&LaunchOptions::new(kind)).unwrap();
        let driver = browser.driver_process().unwrap();
        assert!(Path::new(&format!("/proc/{driver}")).exists());
        let before = started_by(driver);
        assert!(!before.is_empty(), "{kind}");
        drop(browser);
        morelia_browser::poll("the end of all processes", SOON, || {
            let left = before.iter().filter(|id| is_alive(**id)).count();
            Ok((left == 0).then_some(()))
        })
        .unwrap();
    });
}

#[test]
fn a_browser_without_a_debugger_talks_through_the_server() {
    let page = "<title>U</title><script>fetch('/_mail/said', { method: 'POST', body: \
                String(navigator.webdriver) })</script>";
    let server = Server::start(Site::new().page("/", page)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    extension(folder.path());
    let mut browser =
        UndebuggedChromium::launch(Some(folder.path()), &server.url("/"), &server).unwrap();
    assert_eq!(server.receive("said", SOON).as_deref(), Some("false"), "{}", browser.log());
    let relayed = UndebuggedChromium::receive(&server, SOON);
    assert_eq!(relayed.unwrap(), morelia_protocol::BackgroundToClient::Detached);
    assert!(browser.is_running());
}

#[test]
fn a_remote_server_gets_the_extension_as_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    extension(folder.path());
    in_both(|kind| {
        let scratch = tempfile::tempdir().unwrap();
        let driver = Driver::start(kind, scratch.path()).unwrap();
        let mut options = LaunchOptions::new(kind).with_extension(folder.path());
        options.webdriver = Some(driver.address().to_owned());
        let browser = Browser::launch(&options).unwrap();
        browser.goto(&browser.extension_page("automation.html").unwrap()).unwrap();
        assert_eq!(browser.title().unwrap(), "Page of the extension", "{kind}");
    });
}

#[test]
fn a_remote_server_that_is_not_there_is_reported() {
    let mut options = LaunchOptions::new(BrowserKind::Firefox);
    options.webdriver = Some("http://127.0.0.1:9".to_owned());
    let error = Browser::launch(&options).unwrap_err().to_string();
    assert!(error.contains("no WebDriver server answers at http://127.0.0.1:9/"), "{error}");
}

/// The ids of a process's children and theirs.
fn started_by(root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        let tasks = format!("/proc/{}/task/", found[next]);
        for task in std::fs::read_dir(tasks).into_iter().flatten().flatten() {
            let children =
                std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(children.split_whitespace().map(|id| id.parse::<u32>().unwrap()));
        }
        next += 1;
    }
    found.split_off(1)
}

fn is_alive(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}
