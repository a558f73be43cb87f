//! Python runs on pages of every kind, and says why where it cannot.

use morelia_browser::Server;
use morelia_browser::{AttachError, Attachment, Automation, Browser, BrowserKind, LaunchOptions};
use morelia_e2e::{Session, X, extension, in_both, site};
use morelia_protocol::{AttachFailure, Rung};
use std::time::Duration;

const TITLE: &str = "import js; print(js.document.title)";

/// The title is printed, and the page is on this rung.
fn check(page: &str, title: &str, chromium: Rung) {
    in_both(|kind| {
        let server = Server::start(site()).unwrap();
        let url = server.url(page);
        let ran = X::run(&["-c", TITLE, "--url", &url, "--browser", kind.name()]).done().well();
        assert_eq!(ran.stdout, format!("{title}\n"), "{kind}");
        let mut session = Session::start(kind, server, page, None);
        let wanted = if kind == BrowserKind::Firefox { Rung::Page } else { chromium };
        assert_eq!(session.hello.rung, Some(wanted), "{kind}");
        assert_eq!(session.hello.title, title, "{kind}");
        session.check_console();
    });
}

#[test]
fn a_plain_page() {
    check("/plain.html", "A plain page", Rung::Page);
}

#[test]
fn the_strictest_policy_and_no_framing() {
    check("/strict-csp.html", "A strict page", Rung::HelperRealm);
}

#[test]
fn trusted_types() {
    check("/trusted-types.html", "A page with Trusted Types", Rung::HelperRealm);
}

#[test]
fn a_cross_origin_isolated_page() {
    check("/isolated.html", "An isolated page", Rung::Page);
}

#[test]
fn the_documentation_of_python() {
    check(
        "/docs/py-modindex.html",
        "Python Module Index — Python 3.11.2 documentation",
        Rung::Page,
    );
}

#[test]
fn the_helper_realm_can_be_forced() {
    let server = Server::start(site()).unwrap();
    let mut session =
        Session::start(BrowserKind::Chromium, server, "/plain.html", Some(Rung::HelperRealm));
    assert_eq!(session.hello.rung, Some(Rung::HelperRealm));
    assert_eq!(session.cell("6 * 7").shown(), "42");
    assert_eq!(session.page("return window.length"), 0);
    session.check_console();
}

#[test]
fn the_helper_realm_leaves_the_pages_policy_alone() {
    let server = Server::start(site()).unwrap();
    let mut session = Session::start(BrowserKind::Chromium, server, "/strict-csp.html", None);
    assert_eq!(session.page("return document.documentElement.dataset.ran"), "yes");
    assert_eq!(session.page("return window.length"), 0);
    // What the policy forbids is still forbidden, to the page and to its frames.
    let inline = "const script = document.createElement('script'); script.textContent = 'window.inline = 1'; \
                  document.body.append(script); return window.inline === undefined";
    assert_eq!(session.page(inline), true);
    session.allow("Content Security Policy");
    session.check_console();
}

#[test]
fn a_page_of_the_browser_itself_says_why_not() {
    in_both(|kind| {
        let url = match kind {
            BrowserKind::Chromium => "chrome://version/",
            BrowserKind::Firefox => "about:support",
        };
        let browser =
            Browser::launch(&LaunchOptions::new(kind).with_extension(extension(kind))).unwrap();
        let mut automation = Automation::open(browser, url).unwrap();
        let error = automation.attach(Attachment::default(), Duration::from_secs(30)).unwrap_err();
        assert!(
            matches!(error, AttachError::Refused(AttachFailure::NotScriptable { .. })),
            "{kind}: {error:?}"
        );
        let ran = X::run(&["-c", "1", "--url", url, "--browser", kind.name()]).done();
        ran.failed_saying(&["Python cannot run on", "Open an ordinary web page"]);
    });
}
