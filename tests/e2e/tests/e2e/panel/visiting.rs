//! Pages that come and go, and pages that no extension may enter.

use super::console::{Console, check, key};
use morelia_browser::BrowserKind;

#[test]
fn the_console_follows_the_page_to_the_next_document() {
    check("/plain.html", |console| {
        console.run("import js; x = js.document.title");
        let next = console.server.url("/other.html");
        console.in_page(|browser| browser.goto(&next));
        let divider = console.wait_for_text(".divider", "Navigated to");
        assert!(divider.contains(&next), "{divider}");
        console.wait_for_status("Ready");
        // What was shown stays, what was known is gone.
        assert_eq!(console.cells().len(), 1);
        assert!(console.run("x").error.contains("NameError"));
        assert_eq!(console.run("import js; js.document.title").result, "'Another page'");
        assert_eq!(console.texts("#page"), ["Another page"]);
    });
}

#[test]
fn a_navigation_ends_what_runs() {
    check("/plain.html", |console| {
        let running = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
        console.wait_for_state(running, "running");
        let waiting = console.submit("'waiting'");
        let next = console.server.url("/other.html");
        console.in_page(|browser| browser.goto(&next));
        let cell = console.end(running);
        assert!(cell.remark.contains("The page navigated while this was running"), "{cell:?}");
        assert_eq!(console.end(waiting).state, "cancelled");
        console.wait_for_status("Ready");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn a_page_that_navigates_itself_is_followed() {
    check("/plain.html", |console| {
        console.submit("import js; js.document.querySelector('#link').click()");
        console.wait_for_text(".divider", "/other.html");
        console.wait_for_status("Ready");
        assert_eq!(console.run("import js; js.document.title").result, "'Another page'");
    });
}

#[test]
fn a_strict_page_says_where_python_was_taken_from() {
    check("/strict-csp.html", |console| {
        // Firefox does not apply a page's policy to extensions.
        let rung = match console.kind() {
            BrowserKind::Chromium => "helper realm",
            BrowserKind::Firefox => "in page",
        };
        assert_eq!(console.texts("#rung"), [rung]);
        assert_eq!(console.run("import js; js.document.title").result, "'A strict page'");
    });
}

#[test]
fn the_browsers_own_pages_say_why_not() {
    check("/plain.html", |console| {
        let own = match console.kind() {
            BrowserKind::Chromium => "chrome://version/",
            BrowserKind::Firefox => "about:support",
        };
        console.in_page(|browser| browser.goto(own));
        console.wait_for_status("No Python here");
        let why = console.wait_for_text(".remark.bad", "Python cannot run on");
        assert!(
            why.contains(own) && why.contains("the browser lets no extension into this page"),
            "{why}"
        );
        // Trying it all the same gives an answer, too.
        let cell = console.run("1 + 1");
        assert_ne!(cell.state, "ok", "{cell:?}");
        let back = console.server.url("/other.html");
        console.in_page(|browser| browser.goto(&back));
        console.wait_for_status("Ready");
        assert_eq!(console.run("import js; js.document.title").result, "'Another page'");
    });
}

#[test]
fn a_console_without_a_page_says_so() {
    for kind in BrowserKind::ALL {
        let mut console = Console::beside(kind, "/plain.html");
        console.goto_panel("");
        console.allow("This console belongs to a page");
        console.wait_for_text(".remark.bad", "open it from the developer tools of that page");
        console.goto_panel("?tab=2147483647");
        console.wait_for_text(".remark.bad", "The tab or frame is gone.");
        console.check_console();
    }
}

#[test]
fn a_page_that_is_closed_is_gone() {
    check("/plain.html", |console| {
        console.run("1 + 1");
        console.browser.switch_to(&console.page).unwrap();
        console.browser.close_window().unwrap();
        console.return_to_panel();
        console.wait_for("document.querySelector('#status').dataset.tone === 'bad'");
    });
}

#[test]
fn two_consoles_of_a_page_show_the_same() {
    check("/plain.html", |console| {
        let address = console.browser.url().unwrap();
        let first = console.browser.window().unwrap();
        let second = console.browser.new_window().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.browser.switch_to(&first).unwrap();
        console.run("print('seen by both')");
        console.browser.switch_to(&second).unwrap();
        console.wait_for_text(".entry.output", "seen by both");
        let cell = console.end(0);
        assert_eq!(cell.code, "print('seen by both')");
    });
}
