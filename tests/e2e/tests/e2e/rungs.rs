//! The ladder: the same Python has the same outcome wherever the interpreter runs.

use morelia_browser::{BrowserKind, LaunchOptions, Server};
use morelia_e2e::{Session, in_both, site};
use morelia_protocol::{Reply, Request, Rung, Status};

const SUITE: &str = include_str!("rungs/everywhere.py");

/// Forbids WebAssembly, in Chromium to content scripts too.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'";

fn passes(session: &mut Session, rung: &str) {
    assert_eq!(session.cell("import morelia\nmorelia.host()").shown(), format!("'{rung}'"));
    session.count_leaks();
    let cell = session.cell(SUITE);
    let error = cell.executed.as_ref().and_then(|it| it.error.as_ref());
    assert_eq!(cell.status(), Status::Ok, "{rung}: {:?}", error.map(|error| &error.traceback));
    assert_eq!(cell.stdout.trim(), "all passed", "{rung}: {cell:?}");
    let code = "js.document.querySel".to_owned();
    let cursor = u32::try_from(code.len()).unwrap();
    match session.ask(&Request::Complete { code, cursor }) {
        Reply::Complete(found) => {
            let found: Vec<_> = found.items.iter().map(|it| it.text.as_str()).collect();
            assert!(found.contains(&"querySelectorAll"), "{rung}: {found:?}");
        }
        other => panic!("{rung}: {other:?}"),
    }
}

/// A session in a browser whose pages may ask for a garbage collection.
fn start(kind: BrowserKind, server: Server, force_rung: Option<Rung>) -> Session {
    let options = LaunchOptions::new(kind).with_collection();
    Session::launch(options, server, "/plain.html", force_rung)
}

fn server() -> Server {
    Server::start(site()).unwrap()
}

#[test]
fn in_the_page() {
    in_both(|kind| {
        let mut session = start(kind, server(), None);
        passes(&mut session, "page");
    });
}

#[test]
fn with_a_helper_realm() {
    let strict = site().header("/plain.html", "Content-Security-Policy", POLICY);
    let server = Server::start(strict).unwrap();
    let mut session = start(BrowserKind::Chromium, server, None);
    passes(&mut session, "helper-realm");
}

#[test]
fn in_a_frame_of_the_extension() {
    in_both(|kind| {
        let forced = Some(Rung::ExtensionFrame);
        let mut session = start(kind, server(), forced);
        passes(&mut session, "extension-frame");
    });
}

#[test]
fn in_a_document_without_an_origin() {
    in_both(|kind| {
        let policy = format!("sandbox allow-scripts; {POLICY}");
        let site = site().header("/plain.html", "Content-Security-Policy", &policy);
        let mut session = start(kind, Server::start(site).unwrap(), None);
        let rung = match kind {
            BrowserKind::Chromium => "extension-frame",
            // Its content scripts compile whatever the document may.
            BrowserKind::Firefox => "page",
        };
        passes(&mut session, rung);
    });
}

#[test]
fn in_a_page_that_a_service_worker_made_up() {
    in_both(|kind| {
        let server = server();
        let browser = Session::browser_for(LaunchOptions::new(kind).with_collection());
        browser.goto(&server.url("/worker.html")).unwrap();
        let limit = std::time::Duration::from_secs(20);
        browser.wait_for("return document.title === 'The worker is there'", limit).unwrap();
        browser.goto(&server.url("/made-up.html")).unwrap();
        let mut session = Session::beside(browser, server, None);
        assert_eq!(session.cell("import js\njs.document.title").shown(), "'Made up'");
        let rung = match kind {
            BrowserKind::Chromium => "extension-frame",
            BrowserKind::Firefox => "page",
        };
        passes(&mut session, rung);
    });
}
