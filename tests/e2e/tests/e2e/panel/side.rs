//! The side panel or sidebar, in a tab of its own: the browser's frame around it is not ours.

use super::console::Console;
use morelia_browser::BrowserKind;
use serde_json::json;

/// Makes a tab the active one, as a click on it does. The side panel's own window goes on.
fn activate(console: &Console, tab: i64) {
    let script =
        "await (globalThis.browser ?? chrome).tabs.update(arguments[0], { active: true });";
    console.browser.execute_async(script, &[json!(tab)]).unwrap();
}

const VISIBLE: &str = "[...document.querySelectorAll('.side-console')].filter((it) => !it.hidden)";

/// Enters the console that is shown, runs a cell, and leaves it again. Keys go to the active tab, so
/// that is the side panel's own meanwhile, which it does not count as one.
fn run_in_console(console: &Console, code: &str) -> String {
    let own = "const api = globalThis.browser ?? chrome;\
               const { id } = await api.tabs.getCurrent();\
               await api.tabs.update(id, { active: true });";
    console.browser.execute_async(own, &[]).unwrap();
    let frame = console.browser.execute(&format!("return {VISIBLE}[0]"), &[]).unwrap();
    console.browser.post("frame", &json!({ "id": frame })).unwrap();
    console.wait_for_status("Ready");
    console.click(".cm-content");
    let shown = console.run(code).shown();
    console.browser.post("frame", &json!({ "id": null })).unwrap();
    shown
}

#[test]
fn each_tab_has_a_console_of_its_own_once_it_was_asked_for() {
    for kind in BrowserKind::ALL {
        let mut console = Console::beside(kind, "/plain.html");
        let plain = console.tab();
        let address = console.browser.extension_page("side.html").unwrap();
        console.browser.goto(&address).unwrap();
        let join = "const api = globalThis.browser ?? chrome;\
                    const { id } = await api.windows.getCurrent();\
                    await api.tabs.move(arguments[0], { windowId: id, index: -1 });";
        console.browser.execute_async(join, &[json!(plain)]).unwrap();
        activate(&console, plain);
        // The page that was there when it was opened has one at once.
        console.wait_for(&format!("{VISIBLE}.length === 1"));
        assert_eq!(
            run_in_console(&console, "x = 1; import js; js.document.title"),
            "'A plain page'"
        );
        // Another tab gets nothing before it is asked for.
        let script = "const api = globalThis.browser ?? chrome;\
                      return (await api.tabs.create({ url: arguments[0], active: true })).id;";
        let other = console.server.url("/other.html");
        let other = console.browser.execute_async(script, &[json!(other)]).unwrap();
        console.wait_for("!document.querySelector('#side-start').hidden");
        console.wait_for_text("#side-page", "Another page");
        console.wait_for(&format!("{VISIBLE}.length === 0"));
        console.click("#side-button");
        console.wait_for(&format!("{VISIBLE}.length === 1"));
        assert_eq!(run_in_console(&console, "import js; js.document.title"), "'Another page'");
        // What a tab shows stays with it.
        activate(&console, plain);
        console.wait_for(&format!("{VISIBLE}[0]?.src.endsWith('tab={plain}')"));
        assert_eq!(run_in_console(&console, "x"), "1");
        // A tab that is closed takes its console along.
        let close = "await (globalThis.browser ?? chrome).tabs.remove(arguments[0]);";
        console.browser.execute_async(close, &[other]).unwrap();
        console.wait_for("document.querySelectorAll('.side-console').length === 1");
        console.check_console();
    }
}
