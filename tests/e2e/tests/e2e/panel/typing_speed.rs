//! How long a key takes to be seen, with an empty transcript and with a long one. Prints; asserts only
//! that there was something to measure.

use super::console::{Console, check, key};

/// Notes, for each key, the time from its event to the frame that shows it.
const WATCH: &str = r#"
    window.keyTimes = [];
    addEventListener("keydown", (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.keyTimes.push(performance.now() - event.timeStamp);
        port2.postMessage(0);
      });
    }, true);"#;

fn median(console: &Console) -> f64 {
    console.browser.execute("window.keyTimes.length = 0", &[]).unwrap();
    for letter in "name_of_a_variable".chars() {
        console.press(letter);
    }
    console.wait_for("window.keyTimes.length >= 18");
    let found =
        console.browser.execute("return window.keyTimes.sort((a, b) => a - b)[9]", &[]).unwrap();
    console.press(key::ESCAPE);
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    console.wait_for_editor("");
    found.as_f64().unwrap()
}

#[test]
fn a_key_is_seen_soon() {
    check("/plain.html", |console| {
        console.browser.execute(WATCH, &[]).unwrap();
        let empty = median(console);
        let cell = console.run("[print('line', i) for i in range(100_000)][0]");
        assert!(cell.output.trim_end().ends_with("line 99999"));
        let long = median(console);
        println!(
            "{}: key to paint {empty:.1} ms with an empty transcript, {long:.1} ms with 100,000 lines",
            console.kind()
        );
        assert!(empty > 0.0 && long > 0.0);
    });
}
