//! A page where Python does not run cannot tell that the extension is there.

use morelia_browser::{Browser, LaunchOptions, Server};
use morelia_e2e::{Session, extension, in_both, site};
use std::time::Duration;

#[test]
fn a_page_without_python_has_nothing_of_us() {
    in_both(|kind| {
        let server = Server::start(site()).unwrap();
        let mut with =
            Browser::launch(&LaunchOptions::new(kind).with_extension(extension(kind))).unwrap();
        with.goto(&server.url("/traces.html")).unwrap();
        with.wait_for("return document.readyState === 'complete'", Duration::from_secs(20))
            .unwrap();
        let found = with.execute("return window.traces()", &[]).unwrap();
        assert_eq!(found["changes"], serde_json::json!([]), "{kind}");
        assert_eq!(found["found"], serde_json::json!([]), "{kind}");
        let globals = "return Object.getOwnPropertyNames(window).sort().join()";
        let without = Browser::launch(&LaunchOptions::new(kind)).unwrap();
        without.goto(&server.url("/traces.html")).unwrap();
        assert_eq!(
            with.execute(globals, &[]).unwrap(),
            without.execute(globals, &[]).unwrap(),
            "{kind}: the page's globals"
        );
        assert!(with.console_errors().unwrap().is_empty(), "{kind}");
        let asked: Vec<_> = server.requests().into_iter().map(|request| request.path).collect();
        assert!(
            asked.iter().all(|path| path == "/traces.html" || path == "/favicon.ico"),
            "{asked:?}"
        );
    });
}

#[test]
fn python_adds_no_globals_to_the_page_and_leaves_its_built_ins_alone() {
    in_both(|kind| {
        let server = Server::start(site()).unwrap();
        let mut session = Session::start(kind, server, "/traces.html", None);
        assert_eq!(session.cell("import json\njson.dumps([1])").shown(), "'[1]'");
        let found = session.page("return window.traces()");
        let found: Vec<&str> =
            found["found"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
        let allowed = ["resources: ", "markup: "];
        let bad: Vec<_> =
            found.iter().filter(|it| !allowed.iter().any(|part| it.starts_with(part))).collect();
        assert!(bad.is_empty(), "{kind}: {bad:?}");
        session.check_console();
    });
}
