//! The background may be stopped at any time, and nobody notices.

use morelia_browser::{Browser, BrowserError, BrowserKind, Server, UndebuggedChromium, poll};
use morelia_e2e::{Session, extension, in_both, in_browser, site};
use morelia_protocol::{BackgroundToClient, Event, Execute, Reply, Request, Status};
use serde_json::json;
use std::time::Duration;

/// Stops the background as the browser itself does when it has been idle.
pub(crate) fn stop_background(session: &mut Session) {
    session.browser(|browser| stop_background_of(browser)).unwrap();
}

/// The same, without a session.
pub(crate) fn stop_background_of(browser: &Browser) -> Result<(), BrowserError> {
    match browser.kind() {
        BrowserKind::Chromium => {
            for command in
                ["ServiceWorker.enable", "ServiceWorker.stopAllWorkers", "ServiceWorker.disable"]
            {
                browser.devtools(command, &json!({}))?;
            }
            Ok(())
        }
        BrowserKind::Firefox => {
            let manifest =
                std::fs::read_to_string(extension(BrowserKind::Firefox).join("manifest.json"))
                    .unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            let id = manifest["browser_specific_settings"]["gecko"]["id"].clone();
            let script = "return await WebExtensionPolicy.getByID(arguments[0]).extension\
                          .terminateBackground({ disableResetIdleForTest: true });";
            browser.post("moz/context", &json!({ "context": "chrome" }))?;
            browser.execute_async(script, &[id])?;
            browser.post("moz/context", &json!({ "context": "content" })).map(drop)
        }
    }
}

#[test]
fn a_session_outlives_its_background() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            assert_eq!(session.cell("kept = 41").status(), Status::Ok);
            for round in 1..=3 {
                stop_background(session);
                assert_eq!(
                    session.cell("kept += 1\nkept").shown(),
                    (41 + round).to_string(),
                    "{kind}"
                );
            }
        });
    });
}

#[test]
fn nothing_is_lost_when_the_background_stops_while_code_runs() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "import time\nfor i in range(40):\n    print(i)\n    time.sleep(0.1)\n'end'"
                .to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_until_started(&id);
            stop_background(session);
            let cell = session.end(&id, &[]);
            assert_eq!(cell.status(), Status::Ok, "{kind}: {cell:?}");
            let wanted: Vec<String> = (0..40).map(|i| i.to_string()).collect();
            // The first lines may have come together with the news of the start.
            let shown: Vec<&str> = cell.stdout.lines().collect();
            assert!(
                wanted.ends_with(&shown.iter().map(|&it| it.to_owned()).collect::<Vec<_>>()),
                "{kind}: {shown:?}"
            );
            assert!(shown.len() > 20, "{kind}: {shown:?}");
        });
    });
}

#[test]
fn a_long_run_without_a_debugger_comes_to_its_end() {
    // Longer than the 30 s after which Chromium stops a service worker that is idle.
    let server = Server::start(site()).unwrap();
    let mut browser = UndebuggedChromium::launch(
        Some(&extension(BrowserKind::Chromium)),
        &server.url("/plain.html"),
        &server,
    )
    .unwrap();
    let code = "import js, time\nprint('begun')\ntime.sleep(40)\nprint('done')\njs.document.title";
    let execute = Execute { code: code.to_owned(), ..Execute::default() };
    UndebuggedChromium::send(&server, &Request::Execute(execute)).unwrap();
    let mut printed = String::new();
    let executed = loop {
        let message = UndebuggedChromium::receive(&server, Duration::from_secs(45))
            .unwrap_or_else(|error| panic!("{error}\n{:?}\n{}", server.requests(), browser.log()));
        let BackgroundToClient::Event(numbered) = message else { continue };
        match numbered.event {
            Event::Stream { text, .. } => printed.push_str(&text),
            Event::Replied { reply: Reply::Execute(executed), .. } => break executed,
            _ => {}
        }
    };
    assert_eq!(printed, "begun\ndone\n");
    assert_eq!(executed.status, Status::Ok, "{executed:?}");
    assert!(browser.is_running());
}

#[test]
fn a_session_follows_the_page_to_the_next_document() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell("x = 1");
            let next = session.server.url("/other.html");
            session.automation.in_page(|browser| browser.goto(&next)).unwrap();
            // The next session is another one: its variables are gone, Python is there.
            let cell = session.cell("import js\njs.document.title, 'x' in globals()");
            let shown = if cell.instead.is_some() {
                // The request met the old document.
                session.cell("import js\njs.document.title, 'x' in globals()").shown()
            } else {
                cell.shown()
            };
            assert_eq!(shown, "('Another page', False)", "{kind}");
        });
    });
}

#[test]
fn a_request_ends_with_the_background_that_made_it_and_the_next_one_works() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let base = session.server.url("/_http/");
            session.cell(&format!("import urllib.request; base = {base:?}"));
            let code = "try:\n    urllib.request.urlopen(base + 'delay/60000')\n\
                        except urllib.error.URLError as error:\n    print(type(error.reason).__name__)\n\
                        print(len(urllib.request.urlopen(base + 'bytes/100000').read()))"
                .to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_until_started(&id);
            let arrived = |server: &Server| {
                let all = server.requests();
                Ok(all.iter().any(|it| it.path.ends_with("delay/60000")).then_some(()))
            };
            poll("the request", Duration::from_secs(20), || arrived(&session.server)).unwrap();
            stop_background(session);
            let cell = session.end(&id, &[]);
            assert_eq!(cell.shown(), "ConnectionAbortedError\n100000\n", "{kind}: {cell:?}");
        });
    });
}
