//! The pictures of the guide. With `MORELIA_BLESS` set they are written to `docs/guide`; without, it is
//! only seen that they can be taken.

use super::console::{Console, key};
use morelia_browser::BrowserKind;
use serde_json::json;
use std::path::Path;

const PAGE: &str = "/docs/py-modindex.html";
const WIDTH: u32 = 820;

/// The session that the guide shows.
const CELLS: [&str; 4] = [
    "import js",
    "names = [code.textContent for code in js.document.querySelectorAll('table code.xref')]",
    "print(len(names), 'modules, the longest is', max(names, key=len))",
    "import collections; collections.Counter(n[0] for n in names if n[0] != '_').most_common(5)",
];

/// A viewport of the guide's width and this height, in a colour scheme.
pub(crate) fn emulate(console: &Console, scheme: &str, height: u32) {
    emulate_size(console, scheme, WIDTH, height);
}

fn emulate_size(console: &Console, scheme: &str, width: u32, height: u32) {
    console
        .browser
        .devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        )
        .unwrap();
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1.5, "mobile": false });
    console.browser.devtools("Emulation.setDeviceMetricsOverride", &metrics).unwrap();
    console.wait_for(&format!(
        "innerWidth === {width} && innerHeight === {height} && matchMedia('(prefers-color-scheme: {scheme})').matches"
    ));
}

/// Takes a picture, and keeps it when that is wanted.
pub(crate) fn keep(console: &Console, name: &str) {
    // A caret that blinks and a clock would make each picture another one.
    let still = "const style = document.createElement('style'); \
                 style.textContent = '* { animation: none !important } .cm-cursorLayer { animation: none !important }'; \
                 document.head.append(style);";
    console.browser.execute(still, &[]).unwrap();
    let picture = console.browser.screenshot().unwrap();
    keep_picture(&picture, name);
}

/// Looks whether a picture is one that the guide can have, and keeps it when that is wanted.
pub(crate) fn keep_picture(picture: &[u8], name: &str) {
    assert!(
        picture.starts_with(b"\x89PNG") && picture.len() > 5_000,
        "{name}: {} bytes",
        picture.len()
    );
    assert!(picture.len() < 150_000, "{name}: {} bytes are too many for the guide", picture.len());
    if std::env::var_os("MORELIA_BLESS").is_some() {
        let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
        std::fs::create_dir_all(&guide).unwrap();
        std::fs::write(guide.join(name), picture).unwrap();
    }
}

/// By key: the pointer is not in the picture then.
fn clear(console: &Console) {
    console.chord(&[key::CONTROL, 'l']);
    console.wait_for("document.querySelectorAll('.cell').length === 0");
}

#[test]
fn pictures_of_a_session_can_be_taken() {
    let mut console = Console::open(BrowserKind::Chromium, PAGE);
    emulate(&console, "light", 330);
    for cell in CELLS {
        let cell = console.run(cell);
        assert_eq!(cell.state, "ok", "{cell:?}");
    }
    let number = console.cells().len();
    console.type_text("def first(css):");
    console.press(key::ENTER);
    console.wait_for_editor("def first(css):\n    ");
    console.type_text("return js.document.querySelector(css).textContent");
    console.press(key::ESCAPE);
    console.press(key::ENTER);
    console.press(key::ENTER);
    assert_eq!(console.end(number).state, "ok");
    console.run("first('h1')");
    keep(&console, "panel-light.png");
    emulate(&console, "dark", 330);
    keep(&console, "panel-dark.png");

    clear(&console);
    emulate(&console, "light", 285);
    assert_eq!(console.run("first('h1')").state, "ok");
    assert_eq!(console.run("first('h7')").state, "error");
    keep(&console, "panel-error.png");

    clear(&console);
    console.type_text("js.document.quer");
    console.wait_for_text(".cm-tooltip-autocomplete li", "querySelectorAll");
    console.press(key::DOWN);
    console.wait_for("document.querySelector('.cm-tooltip-autocomplete [aria-selected]')");
    emulate(&console, "light", 180);
    keep(&console, "panel-completion.png");
    console.press(key::ESCAPE);
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);

    emulate(&console, "light", 125);
    let number = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
    console.wait_for_state(number, "running");
    let waiting = console.submit("names[:3]");
    console.wait_for_text("#elapsed", "2 s");
    keep(&console, "panel-running.png");
    console.chord(&[key::CONTROL, 'c']);
    assert_eq!(console.end(waiting).state, "cancelled");
    assert_eq!(console.end(number).state, "error");

    clear(&console);
    let number = console.submit("wanted = input('Which module? ')");
    console.wait_for("document.activeElement.matches('.field')");
    console.type_text("json");
    keep(&console, "panel-input.png");
    console.press(key::ENTER);
    assert_eq!(console.end(number).state, "ok");
    console.check_console();
}

#[test]
fn pictures_of_values_can_be_taken() {
    let mut console = Console::open(BrowserKind::Chromium, PAGE);
    emulate(&console, "light", 420);
    let table = "rows = [{'module': row.querySelector('code').textContent, 'about': row.querySelector('em').textContent} \
                 for row in qa('tr:has(em)')][:6]; rows";
    assert_eq!(console.run(table).state, "ok");
    console.wait_for("document.querySelectorAll('.cell table tbody tr').length >= 6");
    console.click(".cell th");
    console.run("copy(rows)");
    keep(&console, "console-table.png");
    emulate(&console, "dark", 420);
    look(&console, "console-table-dark.png");
    emulate_size(&console, "light", 400, 460);
    keep(&console, "console-narrow.png");
    clear(&console);
    emulate(&console, "light", 300);
    console.run("from morelia.display import HTML, Markdown");
    console.run(
        "HTML('<h3>Sales</h3><p>Up <b style=\"color:seagreen\">12 %</b> since <i>May</i>.</p>')",
    );
    console.run("Markdown('Markdown with `code`, **bold** and a [link](https://example.org/)')");
    console.wait_for("document.querySelectorAll('iframe').length === 2");
    keep(&console, "console-rich.png");
    clear(&console);
    emulate(&console, "light", 420);
    console.run("import json; json.loads('{\"price\": 12,}')");
    console.run("js.document.boddy");
    keep(&console, "console-traceback.png");
    emulate(&console, "dark", 420);
    look(&console, "console-traceback-dark.png");
    console.click("#files");
    console.wait_for("document.querySelector('#files-menu').matches(':popover-open')");
    look(&console, "console-files-dark.png");
    emulate(&console, "light", 420);
    keep(&console, "console-files.png");
    console.press(key::ESCAPE);
    console.click("#find");
    console.wait_for("!document.querySelector('#find-bar').hidden");
    console.type_text("json");
    look(&console, "console-find.png");
    console.check_console();
}

/// Takes a picture that is only looked at, in the folder that `MORELIA_PICTURES` names.
pub(crate) fn look(console: &Console, name: &str) {
    let picture = console.browser.screenshot().unwrap();
    assert!(picture.len() > 5_000, "{name}: {} bytes", picture.len());
    if let Some(folder) = std::env::var_os("MORELIA_PICTURES") {
        std::fs::write(Path::new(&folder).join(name), picture).unwrap();
    }
}

#[test]
fn the_colours_follow_the_browsers_theme() {
    let script = "return getComputedStyle(document.body).backgroundColor";
    for kind in BrowserKind::ALL {
        let console = Console::open(kind, "/plain.html");
        let mut seen = Vec::new();
        for scheme in ["light", "dark"] {
            match kind {
                BrowserKind::Chromium => emulate(&console, scheme, 300),
                BrowserKind::Firefox => {
                    let preference = "Services.prefs.setIntPref(\
                                      'layout.css.prefers-color-scheme.content-override', arguments[0])";
                    let value = json!(i32::from(scheme == "light"));
                    let context = |name| {
                        console.browser.post("moz/context", &json!({ "context": name })).unwrap()
                    };
                    context("chrome");
                    console.browser.execute(preference, &[value]).unwrap();
                    context("content");
                    console.wait_for(&format!(
                        "matchMedia('(prefers-color-scheme: {scheme})').matches"
                    ));
                }
            }
            seen.push(console.browser.execute(script, &[]).unwrap());
            let picture = console.browser.screenshot().unwrap();
            assert!(picture.len() > 3_000, "{kind}, {scheme}: {} bytes", picture.len());
        }
        assert_ne!(seen[0], seen[1], "{kind}: light and dark are the same");
    }
}
