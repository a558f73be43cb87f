//! What a console has to bear.

use super::console::{check, key};

#[test]
fn ten_million_lines_are_printed_and_the_console_goes_on() {
    check("/plain.html", |console| {
        let code = "for n in range(10):\n    print('\\n'.join(map(str, range(n * 10**6, n * 10**6 + 10**6))))";
        let number = console.submit_pasted(code);
        assert_eq!(console.end(number).state, "ok");
        // The end is there, and it is said that the beginning is not.
        console.wait_for_text(".cell .output", "9999999\n");
        console.wait_for_text(".cell .output .note", "MB of earlier output are no longer shown");
        let shown = "return document.querySelector('.cell .output').textContent.length";
        let shown = console.browser.execute(shown, &[]).unwrap().as_u64().unwrap();
        assert!(shown < 8_000_000, "{shown}");
        console.click(".cm-content");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn two_panels_show_and_stop_the_same_session() {
    check("/plain.html", |console| {
        let first = console.browser.window().unwrap();
        let address = console.browser.url().unwrap();
        let second = console.browser.new_window().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for("document.querySelector('#status-text').textContent === 'Ready'");
        let running = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
        console.wait_for_state(running, "running");
        console.browser.switch_to(&first).unwrap();
        // The other panel sees the cell, and may stop it; so may both at once.
        console.wait_for("document.querySelectorAll('.cell').length === 1");
        console.click(".cm-content");
        console.chord_that_stops(&[key::CONTROL, 'c']);
        assert!(console.end(0).error.contains("KeyboardInterrupt"));
        console.click("#running");
        console.wait_for_text("#running-empty", "Nothing is running");
        console.press(key::ESCAPE);
        console.click(".cm-content");
        assert_eq!(console.run("x = 7; x").result, "7");
        console.browser.switch_to(&second).unwrap();
        assert!(console.end(0).error.contains("KeyboardInterrupt"));
        console.wait_for("document.querySelectorAll('.cell').length === 2");
        assert_eq!(console.end(1).result, "7");
        console.click(".cm-content");
        assert_eq!(console.run("x + 1").result, "8");
        console.browser.switch_to(&first).unwrap();
        console.wait_for("document.querySelectorAll('.cell').length === 3");
    });
}
