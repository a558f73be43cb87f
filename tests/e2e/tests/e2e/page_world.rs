//! The page's own JavaScript objects, on any site.

use morelia_browser::{LaunchOptions, Server, Site, poll};
use morelia_e2e::{Session, in_both, in_browser, site};
use morelia_protocol::Status;
use std::time::Duration;

/// As sites forbid scripts and WebAssembly: the page's own are inline.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
                      frame-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// Runs a test on a page, in each browser.
fn on(page: &str, test: impl Fn(&mut Session)) {
    in_both(|kind| in_browser(kind, page, |session| test(session)));
}

/// Runs a suite on a page of a server, in each browser, and counts what it leaves behind.
fn runs(page: &str, site: impl Fn() -> Site, suite: &str) {
    in_both(|kind| {
        let options = LaunchOptions::new(kind).with_collection();
        let server = Server::start(site()).unwrap();
        let mut session = Session::launch(options, server, page, None);
        session.count_leaks();
        passes(&mut session, suite);
        session.check_console();
    });
}

fn passes(session: &mut Session, code: &str) {
    let cell = session.cell(code);
    let traceback =
        cell.executed.as_ref().and_then(|it| it.error.as_ref()).map(|error| &error.traceback);
    assert_eq!(cell.status(), Status::Ok, "{traceback:?}");
    assert_eq!(cell.stdout.trim(), "all passed", "{cell:?}");
}

#[test]
fn python_uses_the_pages_objects() {
    runs("/page-world.html", site, include_str!("page_world/objects.py"));
}

#[test]
fn python_uses_the_pages_objects_under_a_strict_policy() {
    let strict = || site().header("/page-world.html", "Content-Security-Policy", POLICY);
    runs("/page-world.html", strict, include_str!("page_world/objects.py"));
}

#[test]
fn libraries_of_the_page_are_used_from_python() {
    runs("/libraries.html", site, include_str!("page_world/libraries.py"));
}

#[test]
fn a_page_that_replaces_every_built_in_afterwards_changes_nothing() {
    on("/page-world-hostile.html", |session| {
        let cell = session.cell(
            "import js\np = js.page_world\np.store.add(1, 2), p.replaceAll()\n\
             [row.name for row in p.store.rows], p.store.add(3, 4), p.store.object_keys().to_py()",
        );
        assert_eq!(cell.shown(), "(['a', 'b'], 7, ['rows', 'add'])", "{cell:?}");
        let cell = session.cell(
            "try:\n    p.JSON.parse('{}')\nexcept Exception as error:\n    print(error)\n\
             p.store.rows[1] = {'name': 'c'}\np.store.rows[1].name",
        );
        assert_eq!(cell.shown(), "Error: the page broke this\n'c'", "{cell:?}");
        let cell =
            session.cell("js.document.querySelector('#para').textContent, p.store.rows[1].name");
        assert_eq!(cell.shown(), "('text', 'c')");
    });
}

#[test]
fn a_page_that_replaced_every_built_in_before_gets_an_exception_and_nothing_else() {
    on("/page-world-hostile.html", |session| {
        let cell = session.cell(
            "import js\njs.document.dispatchEvent(js.Event.new('replace'))\n\
             js.document.querySelector('#para').textContent",
        );
        assert_eq!(cell.shown(), "'text'");
        let cell = session.cell(
            "try:\n    print(js.page_world.store.rows[1].name)\nexcept Exception as error:\n    print(error)",
        );
        let shown = cell.shown();
        assert!(
            shown.trim() == "b" || shown.contains("the page has replaced built-ins"),
            "{shown}"
        );
        assert_eq!(session.cell("1 + 1").shown(), "2");
    });
}

#[test]
fn handles_are_let_go_of() {
    on("/page-world.html", |session| {
        let code = "import js, gc\nfrom _morelia_ffi import live_proxies\n\
             def count():\n    gc.collect()\n    return live_proxies()['page_objects']\n\
             js.page_world.add(1, 2)\nbefore = count()\n\
             for _ in range(10):\n    objects = list(js.page_world.makeObjects(1000))\n\
             del objects\ncount() >= before";
        assert_eq!(session.cell(code).shown(), "True");
        poll("a collection of the page's handles", Duration::from_secs(60), || {
            let cell = session.cell(
                "import time\nfor _ in range(40): js.ArrayBuffer.new(8_000_000)\ntime.sleep(0.05)\n\
                 count() - before",
            );
            Ok((cell.shown().parse::<i64>().is_ok_and(|left| left < 50)).then_some(()))
        })
        .unwrap();
    });
}

#[test]
fn a_page_learns_of_nothing_until_python_asks_for_its_objects() {
    on("/page-world.html", |session| {
        let names = "len([n for n in js.Object.getOwnPropertyNames(js.window)])";
        let cell = session.cell(&format!(
            "import js\nbefore = {names}\njs.page_world.add(1, 2)\n\
             globals_of_page = js.page_world.Object.getOwnPropertyNames(js.page_world).to_py()\n\
             [name for name in globals_of_page if 'orelia' in name]"
        ));
        assert_eq!(cell.shown(), "[]");
    });
}
