//! The extension is updated while a panel is open.

use super::console::Console;
use crate::lifetime::stop_background_of;
use morelia_browser::BrowserKind;

/// Chromium closes the tabs of an extension that is updated, and developer tools in windows of their
/// own; the panel is cut off here as one is that stays: the background goes, and `connect` throws.
/// Firefox takes every page of the old version away, so there is nothing that could say anything.
const CUT_OFF: &str = "
    const { runtime } = globalThis.browser ?? globalThis.chrome;
    const connect = () => { throw new Error('Extension context invalidated.'); };
    Object.defineProperty(runtime, 'connect', { value: connect, configurable: true });
    return runtime.connect === connect;";

#[test]
fn a_panel_that_is_left_from_before_an_update_asks_to_be_reloaded() {
    let mut console = Console::open(BrowserKind::Chromium, "/plain.html");
    assert_eq!(console.run("print('before the update')").output, "before the update\n");
    let number = console.submit("import time; time.sleep(1000)");
    console.wait_for_state(number, "running");
    assert_eq!(console.browser.execute(CUT_OFF, &[]).unwrap(), true);
    stop_background_of(&console.browser).unwrap();
    console.wait_for_text("#log", "reload the panel: close it, or the developer tools");
    // Nothing waits for what cannot come, and what was there can still be read and copied.
    assert_eq!(console.end(number).state, "error");
    console.wait_for_text("#log", "before the update");
    let cell = console.run("1 + 1");
    assert!(cell.remark.contains("reload the panel"), "{cell:?}");
    console.allow("Extension context invalidated");
    console.check_console();
}
