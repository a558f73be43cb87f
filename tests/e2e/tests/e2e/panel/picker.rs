//! The element picker, completion in selectors, and pictures of elements.

use super::console::{Console, check, key};
use super::tree::pointer;
use morelia_browser::poll;
use serde_json::{Value, json};
use std::time::Duration;

const PAGE: &str = "
    window.seen = [];
    for (const type of ['click', 'mousedown', 'pointerdown', 'pointerup', 'mousemove', 'keydown', 'blur', 'focusin'])
        window.addEventListener(type, (event) => seen.push(type), true);
    document.head.innerHTML = '<style>body > * { display: block; width: 200px; height: 30px; margin: 5px; padding: 0 }</style>';
    document.body.innerHTML = `
        <div data-testid='price'>5</div><button>Buy now</button><button>Other</button><p id='about'>about</p>
        <section class='css-1x2y3z card'><span>inside</span></section><x-card></x-card>
        <iframe srcdoc='<a href=/x style=\"display:block;height:30px\">link</a>'></iframe>`;
    document.querySelector('x-card').attachShadow({mode: 'closed'}).innerHTML =
        '<em style=\"display: block; height: 30px\">closed</em>';";

/// The rectangle of an element in the page, and its middle.
pub(crate) fn middle(console: &Console, script: &str) -> (i64, i64) {
    let code = format!(
        "const box = ({script}).getBoundingClientRect(); return [box.x + 20, box.y + 10].map(Math.round)"
    );
    let found = console.in_page(|browser| browser.execute(&code, &[]));
    (found[0].as_i64().unwrap(), found[1].as_i64().unwrap())
}

fn press_at(console: &Console, at: (i64, i64)) {
    point_at(console, at);
    press(console);
}

/// Moves the pointer to a place of the page, and leaves the page in front.
pub(crate) fn point_at(console: &Console, (x, y): (i64, i64)) {
    console.browser.switch_to(&console.page).unwrap();
    let to =
        |x| json!({ "type": "pointerMove", "origin": "viewport", "x": x, "y": y, "duration": 0 });
    pointer(console, &[to(x), to(x + 1)]);
}

/// Presses the button where the pointer is, and returns to the panel.
pub(crate) fn press(console: &Console) {
    let button = |kind| json!({ "type": kind, "button": 0 });
    pointer(console, &[button("pointerDown"), button("pointerUp")]);
    console.return_to_panel();
}

pub(crate) fn begin(console: &Console) {
    console.chord(&[key::CONTROL, key::SHIFT, 'c']);
    console.wait_for("document.querySelector('#pick').ariaPressed === 'true'");
    poll("the shield", Duration::from_secs(20), || {
        let there = console.in_page(|browser| {
            browser.execute("return document.documentElement.outerHTML.includes('popover=')", &[])
        });
        Ok((there == true).then_some(()))
    })
    .unwrap();
}

#[test]
fn a_picked_element_becomes_python() {
    check("/plain.html", |console| {
        console.in_page(|browser| browser.execute(PAGE, &[]));
        let cases = [
            ("document.querySelector('[data-testid]')", "q('[data-testid=\"price\"]')", "5"),
            ("document.querySelector('button')", "q('role=button[name=\"Buy now\"]')", "Buy now"),
            ("document.querySelector('#about')", "q('#about')", "about"),
            ("document.querySelector('span')", "q('span')", "inside"),
            ("document.querySelector('x-card')", "q('em')", "closed"),
        ];
        console.in_page(|browser| browser.execute("seen.length = 0", &[]));
        for (script, code, text) in cases {
            let at = middle(console, script);
            begin(console);
            press_at(console, at);
            console.wait_for_editor(code);
            console.chord(&[key::CONTROL, 'a']);
            console.press(key::BACKSPACE);
            assert_eq!(console.run("S[0].textContent").result, format!("'{text}'"));
            let found = code.replacen("q(", "morelia.find(", 1);
            assert_eq!(console.run(&format!("import morelia; S[0] == {found}")).result, "True");
        }
        let seen = console
            .in_page(|browser| browser.execute("return seen.filter((it) => it !== 'blur')", &[]));
        assert_eq!(seen, json!([]), "the page's handlers");
        begin(console);
        console.press(key::ESCAPE);
        console.wait_for("document.querySelector('#pick').ariaPressed === 'false'");
        let left = console
            .in_page(|browser| browser.execute("return document.documentElement.outerHTML", &[]));
        assert!(!left.as_str().unwrap_or_default().contains("popover="), "{left}");
        assert!(console.run("S[7]").error.contains("S[7] is not there"));
    });
}

#[test]
fn nothing_is_selected_at_first() {
    check("/plain.html", |console| {
        let error = console.run("S[0]").error;
        assert!(error.contains("IndexError") && error.contains("select an element"), "{error}");
    });
}

#[test]
fn selectors_are_completed_from_the_page() {
    check("/plain.html", |console| {
        console.in_page(|browser| {
            browser.execute(
                "document.body.innerHTML = Array.from({length: 5000}, (_, i) =>
                    `<div class='card-item n${i % 7}'><a data-kind='k${i % 3}' href='#'></a></div>`).join('')",
                &[],
            )
        });
        let complete = |code: &str, first: &str| -> Vec<String> {
            console.type_text(code);
            // Until then it may be that of the function's name.
            console.wait_for_text(".cm-tooltip-autocomplete li .cm-completionLabel", first);
            let found = console.texts(".cm-tooltip-autocomplete li .cm-completionLabel");
            console.press(key::ESCAPE);
            console.chord(&[key::CONTROL, 'a']);
            console.press(key::BACKSPACE);
            console.wait_for_editor("");
            found
        };
        console.run("from morelia import find_all");
        assert_eq!(complete("find_all('.card", "card-item")[0], "card-item");
        assert_eq!(complete("find_all('div > a[dat", "data-kind")[0], "data-kind");
        assert_eq!(complete("find_all('a[data-kind=k", "k0")[..3], ["k0", "k1", "k2"]);
        console.run("from _morelia_lib.complete import complete; import time");
        // 10,000 nodes, the first time; 50 ms are asked of a machine that has nothing else to do.
        console.run("b = time.monotonic(); n = len(complete('q(\\x22.n', 5, {})['items'])");
        assert_eq!(console.run("n, time.monotonic() - b > 0").result, "(7, True)");
    });
}

#[test]
fn a_picture_of_an_element() {
    check("/plain.html", |console| {
        console.in_page(|browser| {
            browser.execute(
                "document.body.innerHTML = `<div style='height: 3000px'></div>
                    <div id=box style='width: 120px; height: 40px; background: rgb(255, 0, 0)'></div>`",
                &[],
            )
        });
        // The person looks at the page while the console's cell runs.
        let code = "import time; time.sleep(2); p = screenshot('#box')";
        let number = console.submit(code);
        console.browser.switch_to(&console.page).unwrap();
        std::thread::sleep(Duration::from_secs(3));
        console.return_to_panel();
        let cell = console.end(number);
        assert_eq!(cell.state, "ok", "{cell:?}");
        let size = "import struct; struct.unpack('>II', p[16:24])";
        let ratio: Value =
            console.in_page(|browser| browser.execute("return devicePixelRatio", &[]));
        let ratio = ratio.as_f64().unwrap();
        let wanted = format!("({}, {})", (120.0 * ratio).round(), (40.0 * ratio).round());
        assert_eq!(console.run(size).result, wanted);
    });
}

#[test]
fn a_tab_behind_is_not_captured() {
    check("/plain.html", |console| {
        let cover = "const api = globalThis.browser ?? chrome;\
             const page = await api.tabs.get(Number(new URLSearchParams(location.search).get('tab')));\
             await api.tabs.create({ windowId: page.windowId, active: true, url: 'about:blank' });";
        console.browser.execute_async(cover, &[]).unwrap();
        let cell = console.run("screenshot()");
        assert!(cell.error.contains("not in front"), "{cell:?}");
        assert!(console.run("screenshot('#none')").error.contains("no element matches '#none'"));
        assert!(console.run("screenshot(5)").error.contains("takes an element or a selector"));
    });
}
