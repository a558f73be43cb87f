//! Python's own network modules, and unmodified packages, against another origin than the page.

mod brokered;
mod failing;
mod packages;
mod probes;
mod streaming;

use morelia_browser::{BrowserKind, Server, Site};
use morelia_e2e::{Cell, Session, in_both, in_browser};

/// Runs a script in a page of each browser, with a server of another origin in `BASE`.
#[track_caller]
fn check_script(code: &str, wanted: &str) {
    in_both(|kind| {
        with_server(kind, |session, _| {
            let cell = session.script(code, &[]);
            assert_eq!(cell.shown().trim_end(), wanted.trim_end(), "{kind}: {cell:#?}");
        });
    });
}

/// Runs a test with a session and a server of another origin: `BASE` for Python. Nobody listens at `NOBODY`.
#[track_caller]
fn with_server(kind: BrowserKind, test: impl FnOnce(&mut Session, &Server)) {
    let other = Server::start(Site::new()).unwrap();
    in_browser(kind, "/plain.html", |session| {
        let base = other.url("/_http/");
        let nobody = Server::start(Site::new()).unwrap().url("/");
        let cell = session.cell(&format!(
            "import builtins; builtins.BASE = {base:?}; builtins.NOBODY = {nobody:?}"
        ));
        no_error(&cell);
        // What the tests want to fail is told in the console too.
        for part in ["Failed to load resource", "ERR_", "CORS policy", "Cross-Origin"] {
            session.allow(part);
        }
        test(session, &other);
    });
}

#[track_caller]
fn no_error(cell: &Cell) {
    let error = cell.executed.as_ref().and_then(|executed| executed.error.as_ref());
    assert!(error.is_none() && cell.instead.is_none(), "{cell:#?}");
}
