//! Lines for `input()`, and output in quantity.

use morelia_e2e::{ENTER, ESCAPE, X, in_both, in_browser, press};
use morelia_protocol::Execute;
use serde_json::json;

#[test]
fn input_gets_the_lines_that_are_typed() {
    let code = "name = input('Name? ')\nprint('Hello', name)\nprint(input())";
    in_both(|kind| {
        let ran =
            X::run(&["-c", code, "--browser", kind.name()]).typing("Ada\nsecond\n").done().well();
        assert_eq!(ran.stdout, "Name? Hello Ada\nsecond\n", "{kind}");
    });
}

#[test]
fn the_end_of_the_input_is_an_eof_error() {
    in_both(|kind| {
        X::run(&["-c", "input()", "--browser", kind.name()]).done().raised_saying(&["EOFError"]);
    });
}

#[test]
fn a_session_asks_and_goes_on() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "int(input('How many? ')) * 2".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            let cell = session.end(&id, &["21"]);
            assert_eq!(cell.prompts, ["How many? "], "{kind}");
            assert_eq!(cell.shown(), "42", "{kind}");
        });
    });
}

#[test]
fn a_handler_asks_in_the_page_when_no_console_is_open() {
    const OPEN: &str = "return document.documentElement.children.length === 3 && \
                        document.activeElement.parentNode === document.documentElement";
    const CLOSED: &str = "return document.documentElement.children.length === 2";
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell(
                "import js\n\
                 def ask(event):\n    \
                     js.document.title = 'asking'\n    \
                     try:\n        js.document.title = 'Hello ' + input('Who? ')\n    \
                     except EOFError:\n        js.document.title = 'nobody'\n\
                 js.document.querySelector('#button').addEventListener('click', ask)",
            );
            session.page(
                "window.keys = []; addEventListener('keydown', event => keys.push(event.key))",
            );
            let page = session.automation.page_window().to_owned();
            session
                .browser(|browser| {
                    // The last client goes.
                    browser.close_window()?;
                    browser.switch_to(&page)?;
                    let before =
                        browser.execute("return document.documentElement.outerHTML", &[])?;
                    for (keys, title) in
                        [(format!("Ada{ENTER}"), "Hello Ada"), (ESCAPE.to_owned(), "nobody")]
                    {
                        let click = "document.querySelector('#button').click()";
                        browser.execute(click, &[])?;
                        let limit = std::time::Duration::from_secs(20);
                        browser.wait_for(OPEN, limit)?;
                        press(browser, &keys)?;
                        browser.wait_for(&format!("return document.title === '{title}'"), limit)?;
                        browser.wait_for(CLOSED, limit)?;
                    }
                    let after = browser.execute(
                        "document.title = 'A plain page'; \
                         document.querySelector('#count').textContent = '0'; \
                         return document.documentElement.outerHTML",
                        &[],
                    )?;
                    assert_eq!(after, before, "{kind}");
                    assert_eq!(browser.execute("return keys.length", &[])?, json!(0), "{kind}");
                    Ok(())
                })
                .unwrap();
        });
    });
}

#[test]
fn fifty_megabytes_arrive_whole_and_in_order() {
    const LINES: usize = 500_000;
    let code = format!("for i in range({LINES}): print(f'{{i:06}}', 'x' * 93)");
    in_both(|kind| {
        let ran = X::run(&["-c", &code, "--browser", kind.name()]).done();
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{kind}");
        assert_eq!(ran.stdout.len(), LINES * 101, "{kind}");
        let in_order = ran.stdout.lines().enumerate().all(|(i, line)| {
            line.get(..6).and_then(|number| number.parse().ok()) == Some(i) && line.len() == 100
        });
        assert!(in_order, "{kind}");
    });
}
