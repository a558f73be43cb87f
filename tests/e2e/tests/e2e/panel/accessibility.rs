//! axe-core looks at the console in its states: roles, names, contrast, focus order.

use super::console::{Console, check, key};
use super::pictures::emulate;
use morelia_browser::BrowserKind;
use std::cell::RefCell;
use std::path::Path;

/// What axe-core finds wrong, a line each.
const LOOK: &str = "
    const { violations } = await axe.run(document, { resultTypes: ['violations'], iframes: false });
    return violations.map((it) =>
        `${it.impact} ${it.id}: ${it.help}: ` + it.nodes.map((node) => node.html).slice(0, 4).join(' | '));";

fn load_axe(console: &Console) {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../libraries/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(file).unwrap();
    // As a script of the driver's, it does not meet the page's policy.
    console.browser.execute(&format!("{source}\nwindow.axe = axe;"), &[]).unwrap();
}

/// What is found in all states, each with its state.
#[derive(Default)]
struct Found(RefCell<Vec<String>>);

impl Found {
    fn look(&self, console: &Console, state: &str) {
        let found = console.browser.execute_async(LOOK, &[]).unwrap();
        let found = found.as_array().into_iter().flatten();
        self.0.borrow_mut().extend(found.map(|it| format!("{state}: {it}")));
    }
}

#[test]
fn the_console_is_accessible_in_all_its_states() {
    check("/frames.html", |console| {
        let found = Found::default();
        load_axe(console);
        found.look(console, "empty");
        for code in [
            "print('text'); import sys; print('bad', file=sys.stderr)",
            "[{'name': 'a', 'price': 1.5}, {'name': 'b', 'price': 2}]",
            "{'one': [1, 2], 'two': {'three': 3}}",
            "js.document.body",
            "int('x')",
        ] {
            console.run(code);
        }
        let dark = console.kind() == BrowserKind::Chromium;
        if dark {
            emulate(console, "light", 500);
        }
        found.look(console, "a session");
        if dark {
            emulate(console, "dark", 500);
            found.look(console, "a session in the dark");
        }
        for (button, state) in [("#files", "the menu"), ("#running", "what is running")] {
            console.click(button);
            console.wait_for("Boolean(document.querySelector(':popover-open'))");
            found.look(console, state);
            console.press(key::ESCAPE);
            console.wait_for("!document.querySelector(':popover-open')");
        }
        console.click("#find");
        console.wait_for("!document.querySelector('#find-bar').hidden");
        found.look(console, "searching");
        console.press(key::ESCAPE);
        console.click("#settings");
        console.wait_for("Boolean(document.querySelector('dialog[open]'))");
        found.look(console, "settings");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('dialog[open]')");
        console.click(".cm-content");
        console.type_text("js.document.quer");
        console.wait_for_text(".cm-tooltip-autocomplete li", "querySelectorAll");
        found.look(console, "completing");
        let found = found.0.take();
        assert!(found.is_empty(), "{}: {found:#?}", console.kind());
    });
}

#[test]
fn every_control_can_be_reached_by_keyboard() {
    check("/frames.html", |console| {
        console.wait_for("!document.querySelector('#frame').hidden");
        console.run("1");
        console.press(key::ESCAPE);
        let mut reached = Vec::new();
        for _ in 0..40 {
            console.press(key::TAB);
            let focused = "return document.activeElement.id || document.activeElement.className";
            let id = console.browser.execute(focused, &[]).unwrap();
            let id = id.as_str().unwrap_or_default().to_owned();
            if id.starts_with("cm-content") {
                console.press(key::ESCAPE);
            }
            reached.push(id);
        }
        for id in
            ["restart", "clear", "pick", "frame", "running", "files", "find", "settings", "log"]
        {
            assert!(reached.iter().any(|it| it == id), "{}: {id} of {reached:?}", console.kind());
        }
    });
}
