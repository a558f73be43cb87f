//! What is shown while code is typed: signatures, documentation, previews, completions.

use super::console::{Console, check, key};

fn clear_editor(console: &Console) {
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    console.wait_for_editor("");
}

#[test]
fn the_parameters_of_a_call_are_shown() {
    check("/plain.html", |console| {
        console.run("f = lambda first, second=2: first");
        console.type_text("f(");
        console.wait_for_text(".signature-active", "first");
        console.type_text("1, ");
        console.wait_for_text(".signature-active", "second=2");
        assert_eq!(console.texts(".signature-label"), ["f(first, second=2)"]);
        console.type_text(")");
        console.wait_for("!document.querySelector('.signature-help')");
        clear_editor(console);
        console.run("import textwrap");
        console.type_text("textwrap.dedent(");
        console.wait_for_text(".signature-documentation", "common leading whitespace");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.signature-help')");
        clear_editor(console);
        // JavaScript's functions, of the page's making and of the browser's.
        let define = "window.own = function (left, right = ')') { return left }";
        console.in_page(|browser| browser.execute(define, &[]));
        console.run("import js; own = js.page_world.own");
        console.type_text("own(1, ");
        console.wait_for_text(".signature-active", "right = ')'");
        clear_editor(console);
        console.wait_for("!document.querySelector('.signature-help')");
        console.type_text("js.document.createElement(");
        console.wait_for_text(".signature-active", "argument1");
        clear_editor(console);
    });
}

#[test]
fn help_is_there_while_a_cell_runs() {
    check("/plain.html", |console| {
        console.run("f = lambda first, second=2: first");
        let number = console.submit("import time; time.sleep(60)");
        console.wait_for_state(number, "running");
        console.type_text("f(");
        console.wait_for_text(".signature-active", "first");
        clear_editor(console);
        console.type_text("time.slee");
        console.wait_for_text(".cm-tooltip-autocomplete li", "sleep");
        console.press(key::ESCAPE);
        clear_editor(console);
        console.type_text("6*7");
        console.wait_for_text(".preview", "42");
        clear_editor(console);
        console.chord_that_stops(&[key::CONTROL, 'c']);
        assert_eq!(console.end(number).state, "error");
    });
}

#[test]
fn shift_tab_tells_what_is_at_the_cursor() {
    check("/plain.html", |console| {
        console.type_text("sorted");
        console.press(key::ESCAPE);
        console.chord(&[key::SHIFT, key::TAB]);
        console.wait_for_text(".documentation", "sorted(");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.documentation')");
        console.chord(&[key::CONTROL, key::SHIFT, ' ']);
        console.wait_for_text(".documentation", "sorted(");
        // It goes with the text that it is about.
        console.type_text("x");
        console.wait_for("!document.querySelector('.documentation')");
        clear_editor(console);
        // At the beginning of a line it takes indentation away, as ever.
        console.press(key::TAB);
        console.wait_for_editor("    ");
        console.chord(&[key::SHIFT, key::TAB]);
        console.wait_for_editor("");
    });
}

#[test]
fn the_value_of_what_is_typed_is_shown() {
    check("/plain.html", |console| {
        console.run("numbers = {'a': [1, 2]}");
        console.type_text("numbers['a'][1] * 21");
        console.wait_for_text(".preview", "42");
        clear_editor(console);
        console.wait_for("document.querySelector('.preview').hidden");
        // A call is not made.
        console.type_text("numbers.clear()");
        let number = console.cells().len();
        console.press(key::ESCAPE);
        console.wait_for("document.querySelector('.preview').hidden");
        clear_editor(console);
        assert_eq!(console.run("numbers").result, "{'a': [1, 2]}");
        assert_eq!(console.cells().len(), number + 1);
    });
}

#[test]
fn completions_of_every_kind_are_offered() {
    check("/docs/index.html", |console| {
        console.run("table = {'apple': 1, 'pear': 2}; f = lambda first, second=2: first");
        console.run("import js; open('/tmp/notes.txt', 'w').close()");
        for (typed, wanted) in [
            ("import os.pa", "path"),
            ("from collections import Cou", "Counter"),
            ("table['", "apple"),
            ("f(fir", "first="),
            ("open('/tmp/no", "notes.txt"),
            ("js.document.body.append", "appendChild"),
        ] {
            console.type_text(typed);
            console.wait_for_text(".cm-tooltip-autocomplete li", wanted);
            console.press(key::ESCAPE);
            console.wait_for("!document.querySelector('.cm-tooltip-autocomplete')");
            clear_editor(console);
        }
        // The documentation of the selected one is beside the popup.
        console.type_text("sorte");
        console.wait_for_text(".cm-tooltip-autocomplete li", "sorted");
        console.press(key::DOWN);
        console.wait_for_text(".completion-documentation", "sorted(");
        console.press(key::ESCAPE);
        clear_editor(console);
    });
}

#[test]
fn the_popup_of_a_dom_object_comes_at_once() {
    check("/docs/index.html", |console| {
        console.run("import js; document = js.document");
        let watch = r#"
            window.popups = [];
            let pressed = 0;
            document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
            new MutationObserver(() => {
              const there = document.querySelector(".cm-tooltip-autocomplete li");
              if (there && pressed) { window.popups.push(performance.now() - pressed); pressed = 0; }
            }).observe(document, { childList: true, subtree: true });"#;
        console.browser.execute(watch, &[]).unwrap();
        for _ in 0..4 {
            console.type_text("document.");
            console.wait_for_text(".cm-tooltip-autocomplete li", "body");
            console.press(key::ESCAPE);
            clear_editor(console);
        }
        let times = console.browser.execute("return window.popups", &[]).unwrap();
        println!("  keystroke to popup, ms: {times}");
        assert!(times.as_array().is_some_and(|times| times.len() >= 4));
    });
}
