//! The pictures of what is around the editor: help, search, settings.

use super::console::{Console, key};
use super::pictures::{emulate, keep, look};
use morelia_browser::BrowserKind;
use serde_json::json;

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
    for scheme in ["dark", "light"] {
        // The guide has the light ones of some; the others are only looked at.
        let keep = |console: &Console, what: &str| {
            let name = format!("console-{what}-{scheme}.png");
            if scheme == "light" && ["signature", "history", "settings"].contains(&what) {
                keep(console, &name);
            } else {
                look(console, &name);
            }
        };
        emulate(&console, scheme, 300);
        console.type_text("textwrap.fill(titles[0], wi");
        console.wait_for_text(".signature-active", "width=70");
        console.chord(&[key::CONTROL, ' ']);
        console.wait_for_text(".cm-tooltip-autocomplete li", "width=");
        keep(&console, "signature");
        console.press(key::ESCAPE);
        clear_editor(&console);
        console.type_text("textwrap.");
        console.wait_for_text(".cm-tooltip-autocomplete li", "dedent");
        console.press(key::DOWN);
        console.wait_for("document.querySelector('.completion-documentation')");
        keep(&console, "documentation");
        console.press(key::ESCAPE);
        clear_editor(&console);
        console.type_text("titles[:2]");
        console.wait_for("!document.querySelector('.preview').hidden");
        keep(&console, "preview");
        clear_editor(&console);
        console.chord(&[key::CONTROL, 'r']);
        console.type_text("titles");
        console.wait_for_text(".history-found mark", "titles");
        keep(&console, "history");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.history-search')");
        emulate(&console, scheme, 620);
        console.click("#settings");
        console.wait_for("document.querySelector('dialog.settings-dialog[open]')");
        keep(&console, "settings");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('dialog')");
    }
    let narrow = json!({ "width": 420, "height": 500, "deviceScaleFactor": 1.5, "mobile": false });
    console.browser.devtools("Emulation.setDeviceMetricsOverride", &narrow).unwrap();
    console.wait_for("innerWidth === 420");
    console.chord(&[key::CONTROL, 'r']);
    console.type_text("titles");
    console.wait_for_text(".history-found mark", "titles");
    look(&console, "console-history-narrow.png");
    console.press(key::ESCAPE);
    console.wait_for("!document.querySelector('.history-search')");
    console.click("#settings");
    console.wait_for("document.querySelector('dialog.settings-dialog[open]')");
    console.click(".add-script");
    look(&console, "console-settings-narrow.png");
    console.press(key::ESCAPE);
    console.check_console();
}
