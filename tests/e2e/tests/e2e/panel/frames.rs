//! The frame picker.

use super::console::{Console, check, key};
use serde_json::json;

/// Chooses a frame by a part of its label, as the person does with the keyboard or the mouse.
fn choose(console: &Console, part: &str) {
    console.wait_for(&format!(
        "[...document.querySelector('#frame').options].some((it) => it.label.includes({}))",
        json!(part)
    ));
    let script = "const select = document.querySelector('#frame');\
                  const option = [...select.options].find((it) => it.label.includes(arguments[0]));\
                  select.value = option.value;\
                  select.dispatchEvent(new Event('change', { bubbles: true }));";
    console.browser.execute(script, &[json!(part)]).unwrap();
}

const TITLE: &str = "import js; js.document.title";

#[test]
fn each_frame_has_a_session_of_its_own() {
    check("/frames.html", |console| {
        console.wait_for("document.querySelector('#frame').options.length === 3");
        let labels = console.texts("#frame option");
        let labels: Vec<_> = labels.iter().map(|label| label.trim()).collect();
        assert_eq!(labels, ["top", "/other.html", "(srcdoc)"]);
        assert_eq!(
            console.run("x = 1; import js; js.document.title").result,
            "'A page with frames'"
        );
        choose(console, "/other.html");
        console.wait_for_text(".divider", "/other.html");
        console.wait_for_status("Ready");
        assert_eq!(console.run(TITLE).result, "'Another page'");
        assert!(console.run("x").error.contains("NameError"));
        choose(console, "(srcdoc)");
        console.wait_for_text(".divider", "(srcdoc)");
        console.wait_for_status("Ready");
        assert_eq!(console.run(TITLE).result, "'Written here'");
        choose(console, "top");
        console.wait_for_status("Ready");
        // The first session is the same as before.
        assert_eq!(console.run("x").result, "1");
    });
}

#[test]
fn what_runs_in_a_frame_goes_on_when_the_console_leaves() {
    check("/frames.html", |console| {
        let code = "import time, js\nfor n in range(1000000):\n    js.document.body.dataset.n = n\n    time.sleep(0.01)";
        let number = console.submit_pasted(code);
        console.wait_for_state(number, "running");
        choose(console, "/other.html");
        let cell = console.end(number);
        assert!(cell.remark.contains("goes on in its own"), "{cell:?}");
        console.wait_for_status("Ready");
        let read = |console: &Console| {
            console
                .in_page(|browser| browser.execute("return Number(document.body.dataset.n)", &[]))
        };
        let before = read(console).as_f64().unwrap();
        console.wait_for("document.querySelector('#status-text').textContent === 'Ready'");
        assert_eq!(console.run(TITLE).result, "'Another page'");
        assert!(read(console).as_f64().unwrap() > before);
        // Back there, it can be stopped.
        choose(console, "top");
        console.wait_for_status("Running");
        console.chord_that_stops(&[key::CONTROL, 'c']);
        console.wait_for_status("Ready");
    });
}

#[test]
fn a_frame_that_goes_away_leads_back_to_the_page() {
    check("/frames.html", |console| {
        choose(console, "/other.html");
        console.wait_for_status("Ready");
        assert_eq!(console.run(TITLE).result, "'Another page'");
        let next = console.server.url("/plain.html");
        console.in_page(|browser| browser.goto(&next));
        console.wait_for("document.querySelector('#frame').hidden");
        console.wait_for_text(".divider", "top");
        console.wait_for_status("Ready");
        assert_eq!(console.run(TITLE).result, "'A plain page'");
    });
}
