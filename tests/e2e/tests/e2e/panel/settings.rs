//! The settings: changed by a person, kept, and taken up at once.

use super::console::{Console, check, key};
use serde_json::json;

/// Changes a field that is found by its label, as a person does.
fn set(console: &Console, label: &str, value: &str) {
    let script = r#"
        const label = [...document.querySelectorAll("label")].findLast((it) => it.textContent.startsWith(arguments[0]));
        const field = label.querySelector("input, select, textarea");
        if (field.type === "checkbox") field.checked = arguments[1] === "on";
        else field.value = arguments[1];
        field.dispatchEvent(new Event("change", { bubbles: true }));"#;
    console.browser.execute(script, &[json!(label), json!(value)]).unwrap();
}

fn open_settings(console: &Console) {
    console.click("#settings");
    console.wait_for("document.querySelector('dialog.settings-dialog[open]')");
}

fn close_settings(console: &Console) {
    console.press(key::ESCAPE);
    console.wait_for("!document.querySelector('dialog')");
    console.wait_for("document.activeElement.matches('.cm-content')");
}

#[test]
fn changes_count_at_once_and_are_kept() {
    check("/plain.html", |console| {
        console.chord(&[key::CONTROL, ',']);
        console.wait_for("document.querySelector('dialog.settings-dialog[open]')");
        set(console, "Theme", "Dark");
        set(console, "Font size", "17");
        console.wait_for_text(".settings-status", "Saved");
        console.wait_for("document.documentElement.dataset.theme === 'dark'");
        console.wait_for(
            "getComputedStyle(document.querySelector('.cm-scroller')).fontSize === '17px'",
        );
        // What is bad is told and not kept.
        set(console, "Font size", "900");
        console.wait_for_text(".settings-status[data-tone=bad]", "from 8 to 32");
        console.wait_for("document.querySelector('input[type=number]').ariaInvalid === 'true'");
        close_settings(console);
        let address = console.browser.url().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.wait_for("document.documentElement.dataset.theme === 'dark'");
        console.wait_for(
            "getComputedStyle(document.querySelector('.cm-scroller')).fontSize === '17px'",
        );
        console.wait_for("document.activeElement.matches('.cm-content')");
    });
}

#[test]
fn the_options_page_changes_open_panels() {
    check("/plain.html", |console| {
        let panel = console.browser.window().unwrap();
        let options = console.browser.new_window().unwrap();
        console.browser.switch_to(&options).unwrap();
        let page = console.browser.extension_page("settings.html").unwrap();
        console.browser.goto(&page).unwrap();
        console.wait_for("document.querySelector('.settings-group')");
        set(console, "Theme", "Dark");
        console.wait_for("document.documentElement.dataset.theme === 'dark'");
        console.browser.switch_to(&panel).unwrap();
        console.wait_for("document.documentElement.dataset.theme === 'dark'");
        // And the other way round.
        open_settings(console);
        set(console, "Theme", "Light");
        close_settings(console);
        console.browser.switch_to(&options).unwrap();
        console.wait_for("document.querySelector('select').value === 'Light'");
        console.browser.switch_to(&panel).unwrap();
    });
}

#[test]
fn startup_scripts_run_once_in_each_session_of_their_site() {
    check("/plain.html", |console| {
        open_settings(console);
        set(console, "Import", "re, json");
        for (sites, code) in [
            ("127.0.0.1 localhost", "begun = globals().get('begun', 0) + 1"),
            ("nowhere.example", "wrong = 1"),
            ("*://*/*", "1 / 0"),
        ] {
            console.click(".add-script");
            set(console, "Sites", sites);
            set(console, "Python", code);
            console.wait_for_text(".settings-status", "Saved");
        }
        close_settings(console);
        assert!(console.cells().is_empty(), "a running session is left alone");
        console.click("#restart");
        console.wait_for("document.querySelectorAll('.cell[data-startup]').length === 3");
        let last = console.end(2);
        assert!(last.code.starts_with("# startup: *://*/*"), "{last:?}");
        assert!(last.error.contains("ZeroDivisionError"), "{last:?}");
        console.focus();
        assert_eq!(
            console.run("begun, re.escape('x'), 'wrong' in globals()").result,
            "(1, 'x', False)"
        );
        // The same session again: nothing runs a second time.
        let address = console.browser.url().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.focus();
        let number = console.cells().len();
        console.submit("begun");
        assert_eq!(console.end(number).result, "1");
        // A page that is loaded is a new session.
        let plain = console.server.url("/plain.html");
        console.in_page(|browser| browser.goto(&plain));
        console.wait_for("document.querySelectorAll('.cell[data-startup]').length >= 3");
        console.wait_for_status("Ready");
        console.focus();
        assert_eq!(console.run("begun").result, "1");
        // Startup cells are no part of the history.
        console.press(key::UP);
        console.wait_for_editor("begun");
    });
}

#[test]
fn the_keys_of_vim_and_emacs_can_be_chosen() {
    check("/plain.html", |console| {
        open_settings(console);
        set(console, "Keys", "Vim");
        close_settings(console);
        console.wait_for("document.querySelector('#editor').dataset.keys === 'vim'");
        // A new cell begins in insert mode; Escape, and `x` takes a character.
        console.type_text("41x");
        console.wait_for_editor("41x");
        console.press(key::ESCAPE);
        console.type_text("x");
        console.wait_for_editor("41");
        console.type_text("A+1");
        console.wait_for_editor("41+1");
        console.press(key::ENTER);
        assert_eq!(console.end(0).result, "42");
        console.type_text("2*3");
        console.wait_for_editor("2*3");
        console.press(key::ENTER);
        assert_eq!(console.end(1).result, "6");
        open_settings(console);
        set(console, "Keys", "Emacs");
        close_settings(console);
        console.wait_for("document.querySelector('#editor').dataset.keys === 'emacs'");
        console.type_text("1+1");
        console.chord(&[key::CONTROL, 'a']);
        console.type_text("4");
        console.wait_for_editor("41+1");
        console.chord(&[key::CONTROL, 'k']);
        console.wait_for_editor("4");
        console.press(key::ENTER);
        assert_eq!(console.end(2).result, "4");
        open_settings(console);
        set(console, "Keys", "Default");
        close_settings(console);
        console.wait_for("document.querySelector('#editor').dataset.keys === 'default'");
        console.run("1");
    });
}
