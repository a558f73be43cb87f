//! The pictures of what is around the editor: help, search, settings.

use super::console::{Console, key};
use super::pictures::{emulate, keep};
use morelia_browser::BrowserKind;

const PAGE: &str = "/docs/index.html";

fn clear_editor(console: &Console) {
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    console.wait_for_editor("");
}

#[test]
fn pictures_of_the_editors_help_can_be_taken() {
    let mut console = Console::open(BrowserKind::Chromium, PAGE);
    for cell in [
        "import js, textwrap",
        "titles = [it.textContent for it in js.document.querySelectorAll('h1, h2')]",
        "print(textwrap.shorten(' '.join(titles), 60))",
    ] {
        assert_eq!(console.run(cell).state, "ok");
    }
    for scheme in ["light", "dark"] {
        let name = |what: &str| format!("console-{what}-{scheme}.png");
        emulate(&console, scheme, 300);
        console.type_text("textwrap.fill(titles[0], wi");
        console.wait_for_text(".signature-active", "width=70");
        console.press(key::ESCAPE);
        console.wait_for_text(".signature-active", "width=70");
        keep(&console, &name("signature"));
        clear_editor(&console);
        console.type_text("textwrap.");
        console.wait_for_text(".cm-tooltip-autocomplete li", "dedent");
        console.press(key::DOWN);
        console.wait_for("document.querySelector('.completion-documentation')");
        keep(&console, &name("documentation"));
        console.press(key::ESCAPE);
        clear_editor(&console);
        console.type_text("len(titles[0]) * 2");
        console.press(key::ESCAPE);
        clear_editor(&console);
        console.type_text("titles[:2]");
        console.wait_for("!document.querySelector('.preview').hidden");
        keep(&console, &name("preview"));
        clear_editor(&console);
        console.chord(&[key::CONTROL, 'r']);
        console.type_text("titles");
        console.wait_for_text(".history-found mark", "titles");
        keep(&console, &name("history"));
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.history-search')");
        emulate(&console, scheme, 620);
        console.click("#settings");
        console.wait_for("document.querySelector('dialog.settings-dialog[open]')");
        keep(&console, &name("settings"));
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('dialog')");
    }
    console.check_console();
}
