//! Stop, Ctrl+C, and cells that wait for their turn.

use super::console::{Console, check, key};

fn check_stopped(code: &str, stop: impl Fn(&Console)) {
    check("/timers.html", |console| {
        console.run("kept = 'kept'");
        let number = console.submit_by(code, &[key::CONTROL, key::ENTER]);
        console.wait_for_status("Running");
        console.in_page(|browser| {
            // The page goes on meanwhile.
            let ticks = "Number(document.querySelector('#ticks').textContent)";
            let before = browser.execute(&format!("return {ticks}"), &[])?;
            browser.wait_for(
                &format!("return {ticks} > {before} + 5"),
                std::time::Duration::from_secs(20),
            )
        });
        console.wait_for("!document.querySelector('#stop').disabled");
        stop(console);
        let cell = console.end(number);
        assert_eq!(cell.state, "error", "{cell:?}");
        assert!(cell.error.contains("KeyboardInterrupt"), "{cell:?}");
        console.wait_for("document.querySelector('#stop').disabled");
        console.wait_for_status("Ready");
        assert_eq!(console.run("kept").result, "'kept'");
    });
}

#[test]
fn the_stop_button_ends_a_loop() {
    check_stopped("while True: pass", |console| console.click("#stop"));
}

#[test]
fn control_c_ends_a_loop() {
    check_stopped("while True: pass", |console| console.chord_that_stops(&[key::CONTROL, 'c']));
}

#[test]
fn control_c_ends_a_wait() {
    check_stopped("import asyncio; await asyncio.sleep(1000)", |console| {
        console.chord_that_stops(&[key::CONTROL, 'c'])
    });
}

#[test]
fn cells_wait_for_their_turn_and_are_dropped_with_what_runs() {
    check("/plain.html", |console| {
        let first = console.submit("import time; time.sleep(0.5); x = 1");
        let second = console.submit("x + 1");
        assert_eq!(console.end(first).state, "ok");
        assert_eq!(console.end(second).result, "2");
        let endless = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
        console.wait_for_state(endless, "running");
        let waiting = console.submit("x = 'was run'");
        console.wait_for_state(waiting, "queued");
        console.click("#stop");
        assert_eq!(console.end(endless).state, "error");
        assert_eq!(console.end(waiting).state, "cancelled");
        assert_eq!(console.run("x").result, "1");
    });
}

#[test]
fn a_restart_ends_what_runs() {
    check("/plain.html", |console| {
        let number = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
        console.wait_for_state(number, "running");
        console.click("#restart");
        let cell = console.end(number);
        assert_eq!(cell.state, "error", "{cell:?}");
        assert!(cell.remark.contains("Stopped by the restart"), "{cell:?}");
        assert_eq!(console.run("1 + 1").result, "2");
        // What was given up before it began is not taken for somebody else's.
        assert_eq!(console.cells().len(), number + 2);
    });
}
