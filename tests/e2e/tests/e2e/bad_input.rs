//! What bad input gets: the person's own line, one line with the remedy, and no hang.

use morelia_browser::Server;
use morelia_e2e::{X, in_both, in_browser, site};
use morelia_protocol::{Execute, Status};

#[test]
fn an_error_shows_the_persons_own_line_and_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("mine.py");
    std::fs::write(&script, "def half(n):\n    return n / 0\n\nprint('before')\nhalf(4)\n")
        .unwrap();
    in_both(|kind| {
        let ran = X::run(&[script.to_str().unwrap(), "--browser", kind.name()]).done();
        ran.raised_saying(&[
            "Traceback (most recent call last):",
            "mine.py\", line 2, in half",
            "return n / 0",
            "ZeroDivisionError: ",
        ]);
        assert_eq!(ran.stdout, "before\n", "{kind}");
        assert!(!ran.stderr.contains("_morelia"), "{kind}: {}", ran.stderr);
    });
}

#[test]
fn a_syntax_error_has_a_caret() {
    in_both(|kind| {
        let ran = X::run(&["-c", "print('a'\nx = = 3", "--browser", kind.name()]).done();
        ran.raised_saying(&["SyntaxError", "^"]);
    });
}

#[test]
fn what_python_says_with_exit_is_the_status() {
    in_both(|kind| {
        for (code, status, stderr) in [
            ("import sys; sys.exit()", 0, ""),
            ("import sys; sys.exit(7)", 7, ""),
            ("raise SystemExit('no luck')", 1, "no luck\n"),
        ] {
            let ran = X::run(&["-c", code, "--browser", kind.name()]).done();
            assert_eq!((ran.status, ran.stderr.as_str()), (status, stderr), "{kind}, {code}");
        }
    });
}

#[test]
fn usage_mistakes_are_told_without_a_browser() {
    X::run(&["--colour"]).done().failed_saying(&["--colour", "./x run --help"]);
    X::run(&["nowhere.py"]).done().failed_saying(&["nowhere.py", "check the path"]);
    X::run(&["-c", "1", "--serve", "/nowhere"]).done().failed_saying(&["/nowhere", "--serve"]);
    X::run(&["-c", "1", "--url", "plain.html"]).done().failed_saying(&["plain.html", "http://"]);
    X::run(&["-c", "1", "--install", "rich"])
        .done()
        .failed_saying(&["packages come with a later version"]);
    X::run(&["-c", "1", "--webdriver", "http://127.0.0.1:9"])
        .done()
        .failed_saying(&["127.0.0.1:9", "WebDriver"]);
}

#[test]
fn an_address_that_nobody_answers_is_told() {
    let nobody = Server::start(site()).unwrap().url("/");
    in_both(|kind| {
        let ran = X::run(&["-c", "1", "--url", &nobody, "--browser", kind.name()]).done();
        ran.failed_saying(&[&nobody, "cannot be reached", "check the address"]);
    });
}

#[test]
fn a_page_that_navigates_ends_the_run_with_a_message() {
    let server = Server::start(site()).unwrap();
    let code = "import js, time\njs.location.href = '/other.html'\ntime.sleep(1000)";
    in_both(|kind| {
        let ran =
            X::run(&["-c", code, "--url", &server.url("/plain.html"), "--browser", kind.name()])
                .done();
        ran.failed_saying(&["/other.html", "while Python ran"]);
    });
}

#[test]
fn a_page_that_is_closed_ends_the_run_with_a_message() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "import time\ntime.sleep(1000)".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_until_started(&id);
            // The window's last tab: the page goes, the browser stays.
            let page = session.automation.page_window().to_owned();
            session
                .browser(|browser| {
                    let control = browser.window()?;
                    browser.switch_to(&page)?;
                    browser.close_window()?;
                    browser.switch_to(&control)
                })
                .unwrap();
            let cell = session.end(&id, &[]);
            assert_eq!(cell.instead, Some(morelia_browser::Outcome::Closed), "{kind}");
        });
    });
}

#[test]
fn a_crash_is_told_and_a_new_session_takes_its_place() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            // Native recursion without end: the browser's stack runs out.
            let cell = session.cell("l = []\nfor _ in range(200_000): l = [l]\nrepr(l)");
            let told = cell.executed.as_ref().map(|it| it.status) == Some(Status::Error)
                || matches!(
                    cell.instead,
                    Some(morelia_browser::Outcome::Died(_) | morelia_browser::Outcome::Replied(_))
                );
            assert!(told, "{kind}: {cell:?}");
            session.allow("RuntimeError");
            session.allow("panicked");
            assert_eq!(session.cell("1 + 1").shown(), "2", "{kind}");
        });
    });
}
