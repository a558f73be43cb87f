//! Searching, filtering, folding and copying the transcript.

use super::console::{check, key};
use serde_json::json;

const FOUND: &str = "(CSS.highlights.get('found')?.size ?? 0)";

#[test]
fn text_is_found_everywhere() {
    check("/plain.html", |console| {
        console.run("import js");
        console.run("print('needle one'); print('\\n' * 300)");
        console.run("'a needle, and a Needle'");
        console.chord(&[key::CONTROL, 'f']);
        console.wait_for("document.activeElement.id === 'find-text'");
        console.type_text("needle");
        // In the code, the output, and the result: the code's is one each.
        console.wait_for_text("#find-count", "6 of 6");
        console.wait_for(&format!("{FOUND} === 6"));
        console.click("#find-case");
        console.wait_for_text("#find-count", "of 4");
        console.click("#find-text");
        // The first is far above; it is scrolled to.
        let top = "document.querySelector('#scroller').scrollTop";
        let before = console.browser.execute(&format!("return {top}"), &[]).unwrap();
        console.press(key::ENTER);
        console.wait_for_text("#find-count", "1 of 4");
        console.wait_for(&format!("{top} < {before}"));
        console.press(key::UP);
        console.chord(&[key::SHIFT, key::ENTER]);
        console.wait_for_text("#find-count", "4 of 4");
        // Across what is coloured differently, and as an expression.
        console.click("#find-regex");
        console.chord(&[key::CONTROL, 'f']);
        console.type_text("import\\s+js");
        console.wait_for_text("#find-count", "1 of 1");
        console.type_text("(");
        console.wait_for(
            "document.querySelector('#find-text').getAttribute('aria-invalid') === 'true'",
        );
        console.press(key::ESCAPE);
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.wait_for(&format!("{FOUND} === 0"));
    });
}

#[test]
fn the_transcript_is_filtered() {
    check("/plain.html", |console| {
        console.run("print('apple')");
        console.run("import sys; print('plum', file=sys.stderr)");
        console.run("1/0");
        console.click("#find");
        let seen = |css: &str| {
            let script = "return [...document.querySelectorAll(arguments[0])].filter((it) => it.checkVisibility()).length";
            console.browser.execute(script, &[json!(css)]).unwrap()
        };
        console.click("#filter-text");
        console.type_text("apple");
        console.wait_for("document.querySelectorAll('.cell.sieved').length === 2");
        assert_eq!(seen(".cell"), json!(1));
        console.chord(&[key::CONTROL, 'a']);
        console.type_text("-apple");
        console.wait_for("document.querySelectorAll('.cell.sieved').length === 1");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        console.wait_for("document.querySelectorAll('.cell.sieved').length === 0");
        for (level, css) in
            [("error", ".entry.error"), ("stderr", ".stderr"), ("input", ".entry.code")]
        {
            assert_ne!(seen(css), json!(0), "{level}");
            console.click(&format!("#level-{level}"));
            assert_eq!(seen(css), json!(0), "{level}");
        }
        assert_eq!(seen(".entry.output"), json!(2));
        console.click("#times");
        // Chromium gives the text, Firefox the attribute that it comes from.
        let after = "getComputedStyle(document.querySelector('.cell'), '::after').content";
        console.wait_for(&format!("/data-time|:\\d\\d/.test({after})"));
        let time = "document.querySelector('.cell').dataset.time";
        console.wait_for(&format!("/^\\d\\d:\\d\\d:\\d\\d$/.test({time})"));
    });
}

#[test]
fn cells_are_folded_and_copied_by_key() {
    check("/plain.html", |console| {
        console.run("print('one\\ntwo')");
        console.run("40 + 2");
        let into_log = "document.querySelector('#log').focus()";
        console.browser.execute(into_log, &[]).unwrap();
        console.press(key::UP);
        console.wait_for("document.activeElement.matches('.cell[data-number=\"2\"]')");
        console.press(key::UP);
        console.wait_for("document.activeElement.matches('.cell[data-number=\"1\"]')");
        console.press(key::LEFT);
        console.wait_for("!document.querySelector('.cell .body').checkVisibility()");
        console.wait_for_text(".stub", "2 lines");
        console.press(key::RIGHT);
        console.wait_for("document.querySelector('.cell .body').checkVisibility()");
        console.press('o');
        console.press(key::DOWN);
        console.press(key::ESCAPE);
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.chord(&[key::CONTROL, 'v']);
        console.wait_for_editor("one\ntwo\n");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        console.click("#find");
        console.click("#copy-all");
        console.press(key::ESCAPE);
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.chord(&[key::CONTROL, 'v']);
        // The whole transcript is there; pasting leaves out prompts, and what is no code.
        console.wait_for_editor("print('one\\ntwo')\n40 + 2");
    });
}

#[test]
fn what_comes_again_is_counted() {
    check("/plain.html", |console| {
        console.allow("ZeroDivisionError");
        console.allow("PythonError: Traceback");
        console.run("import js; from js import setTimeout");
        console.run("timers = [setTimeout(lambda: print('tick'), 1) for i in range(3)]");
        console.wait_for("document.querySelector('.loose .whole-line')?.dataset.count === '3'");
        console.run("timers = [setTimeout(lambda: 1/0, 1) for i in range(4)]");
        console.wait_for("document.querySelector('.loose .entry.error')?.dataset.count === '4'");
    });
}
