//! The python that flies up the page: `import antigravity`, and the example that flies it.

use super::pixels::{Green, green, picture};
use super::{project, source};
use crate::panel::pictures::keep_picture;
use morelia_browser::{Browser, BrowserKind, Server, poll};
use morelia_e2e::{Session, check_cells, in_both, in_browser};
use morelia_protocol::{Execute, ExecuteMode, Reply, Request, RequestId, Status};
use serde_json::{Value, json};
use std::time::Duration;

const PAGE: &str = "/examples/demo.html";
const LIMIT: Duration = Duration::from_secs(30);
/// More than the page has without a python.
const SOME: u64 = 2_000;

fn start(kind: BrowserKind) -> Session {
    Session::start(kind, Server::start(project()).unwrap(), PAGE, None)
}

fn begin(session: &mut Session, way: &str, seconds: &str) -> RequestId {
    session.begin(Execute {
        code: source("flying_python.py"),
        mode: ExecuteMode::Script,
        filename: Some("flying_python.py".to_owned()),
        argv: ["flying_python.py", way, seconds].map(str::to_owned).to_vec(),
        time_limit: None,
    })
}

/// The page as its own scripts see it.
fn document(session: &Session) -> Value {
    session.page("return document.documentElement.outerHTML")
}

/// Waits until there is a python for which something holds.
fn see(session: &Session, what: &str, holds: impl Fn(Green) -> bool) -> Green {
    poll(what, LIMIT, || {
        let seen = green(session);
        Ok((seen.count > SOME && holds(seen)).then_some(seen))
    })
    .unwrap()
}

#[test]
fn it_flies_by_a_timer_and_by_asyncio() {
    in_both(|kind| {
        let mut session = start(kind);
        let (before, ground) = (document(&session), green(&session));
        assert!(ground.count < SOME, "{kind}: {ground:?}");
        for way in ["setInterval", "asyncio"] {
            let id = begin(&mut session, way, "12");
            let low = see(&session, "a python above the lower edge", |_| true);
            assert_ne!(document(&session), before, "{kind}, {way}");
            see(&session, "a python further up", |it| it.y < low.y - 0.15);
            let cell = session.end(&id, &[]);
            assert_eq!(cell.status(), Status::Ok, "{kind}, {way}: {cell:?}");
            assert_eq!(cell.shown(), "", "{kind}, {way}");
            assert_eq!(document(&session), before, "{kind}, {way}");
            assert_eq!(green(&session), ground, "{kind}, {way}");
        }
        session.check_console();
    });
}

#[test]
fn importing_antigravity_flies_it_once() {
    in_both(|kind| {
        let mut session = start(kind);
        let before = document(&session);
        let id = begin(&mut session, "import", "");
        see(&session, "a python", |_| true);
        assert_eq!(session.end(&id, &[]).status(), Status::Ok, "{kind}");
        assert_eq!(document(&session), before, "{kind}");
        let cell = session.cell(
            "import antigravity\n\
             antigravity.geohash(37.421542, -122.085589, b'2005-05-26-10458.68')\n\
             antigravity.flight.done()",
        );
        assert_eq!(cell.shown(), "37.857713 -122.544543\nTrue", "{kind}");
        session.check_console();
    });
}

#[test]
fn a_script_that_only_imports_it_ends_when_it_can_be_seen() {
    in_both(|kind| {
        let mut session = start(kind);
        let before = document(&session);
        let cell = session.script("import antigravity", &[]);
        assert_eq!(cell.status(), Status::Ok, "{kind}: {cell:?}");
        let seen = green(&session);
        assert!(seen.count > SOME && (0.1..0.9).contains(&seen.y), "{kind}: {seen:?}");
        session.wait_for_page("return document.documentElement.children.length === 2");
        assert_eq!(document(&session), before, "{kind}");
        session.check_console();
    });
}

#[test]
fn a_thread_can_import_antigravity() {
    let cells = [(
        "import importlib, threading\n\
         thread = threading.Thread(target=importlib.import_module, args=['antigravity'])\n\
         thread.start(); thread.join()\n\
         import antigravity\nantigravity.flight.cancel()",
        "True",
    )];
    check_cells("/plain.html", &cells);
}

#[test]
fn it_flies_in_the_console_where_a_policy_forbids_styles_and_markup() {
    for page in ["/strict-csp.html", "/trusted-types.html"] {
        in_both(|kind| {
            in_browser(kind, page, |session| {
                let before = document(session);
                assert_eq!(session.cell("import antigravity").shown(), "", "{kind}");
                see(session, "a python", |_| true);
                assert_eq!(session.cell("await antigravity.flight").shown(), "", "{kind}");
                assert_eq!(document(session), before, "{kind}, {page}");
            });
        });
    }
}

#[test]
fn stopping_it_takes_it_out_of_the_page() {
    in_both(|kind| {
        let mut session = start(kind);
        let before = document(&session);
        for way in ["setInterval", "asyncio"] {
            let id = begin(&mut session, way, "600");
            session.wait_for_page("return document.documentElement.children.length > 2");
            session.automation.send(&Request::Interrupt).unwrap();
            let cell = session.end(&id, &[]);
            assert!(cell.shown().ends_with("KeyboardInterrupt"), "{kind}, {way}: {cell:?}");
            assert_eq!(document(&session), before, "{kind}, {way}");
        }
        session.cell("import antigravity\nflight = antigravity.fly(600)\nimport asyncio");
        session.cell("flight = asyncio.ensure_future(flight)");
        session.wait_for_page("return document.documentElement.children.length > 2");
        assert_eq!(session.cell("flight.cancel()").shown(), "True");
        session.wait_for_page("return document.documentElement.children.length === 2");
        assert_eq!(document(&session), before, "{kind}");
        session.check_console();
    });
}

#[test]
fn a_reset_of_python_does_not_leave_it_in_the_page() {
    in_both(|kind| {
        let mut session = start(kind);
        let before = document(&session);
        session.cell("import antigravity");
        session.wait_for_page("return document.documentElement.children.length > 2");
        assert_eq!(session.ask(&Request::Reset), Reply::Done, "{kind}");
        session.wait_for_page("return document.documentElement.children.length === 2");
        assert_eq!(document(&session), before, "{kind}");
        session.check_console();
    });
}

#[test]
fn it_hangs_still_for_those_who_prefer_less_motion() {
    in_both(|kind| {
        let mut session = start(kind);
        session.automation.in_page(|browser| prefer_less_motion(browser)).unwrap();
        session.wait_for_page("return matchMedia('(prefers-reduced-motion: reduce)').matches");
        session.cell(
            "import antigravity\nantigravity.flight.cancel()\n\
             python = antigravity.TreePython().__enter__()\npython.rise(0)",
        );
        let first = see(&session, "a python", |_| true);
        assert!((0.4..0.6).contains(&first.y), "{kind}: {first:?}");
        session.cell("python.rise(0.8)");
        assert_eq!(green(&session), first, "{kind}");
    });
}

fn prefer_less_motion(browser: &Browser) -> Result<(), morelia_browser::BrowserError> {
    if browser.kind() == BrowserKind::Chromium {
        let features = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        browser.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
        return Ok(());
    }
    browser.post("moz/context", &json!({ "context": "chrome" }))?;
    browser.execute("Services.prefs.setIntPref('ui.prefersReducedMotion', 1)", &[])?;
    browser.post("moz/context", &json!({ "context": "content" })).map(drop)
}

#[test]
fn a_picture_of_it_can_be_taken() {
    in_both(|kind| {
        let mut session = start(kind);
        let size = json!({ "width": 820, "height": 640 });
        session.automation.in_page(|browser| browser.post("window/rect", &size)).unwrap();
        session.cell(
            "import antigravity\nantigravity.flight.cancel()\n\
             python = antigravity.TreePython().__enter__()\npython.rise(0.55)",
        );
        let seen = see(&session, "a python", |_| true);
        assert!((0.3..0.6).contains(&seen.y), "{kind}: {seen:?}");
        let picture = picture(&session);
        if kind == BrowserKind::Chromium {
            keep_picture(&picture, "flying-python.png");
        }
    });
}
