//! The panel inside the browser's real developer tools.

use crate::panel::console::Console;
use morelia_browser::{BrowserError, BrowserKind, poll};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

/// Finds a frame in the frontend, whose widgets are shadow trees, by a part of its address.
const FIND_FRAME: &str = "
    const look = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.tagName === 'IFRAME' && element.src.includes(arguments[0])) return element;
            const found = element.shadowRoot && look(element.shadowRoot);
            if (found) return found;
        }
        return null;
    };
    return look(document);";

/// Selects a panel of an extension, as a click on its tab does; false when it is not there yet.
const SELECT_PANEL: &str = "
    const UI = await import('./ui/legacy/legacy.js');
    const views = UI.ViewManager.ViewManager.instance();
    const panel = [...views.views.values()].find((view) =>
        view.viewId().startsWith('chrome-extension://') && view.title() === arguments[0]);
    if (!panel) return false;
    await views.showView(panel.viewId());
    return true;";

/// Opens the developer tools of the page, as the link on `chrome://inspect` does, and makes them the
/// current window.
fn open_devtools(console: &Console) {
    let browser = &console.browser;
    let before = browser.windows().unwrap();
    browser.goto("chrome://inspect/#pages").unwrap();
    let address = console.server.url("/");
    let click = "const row = [...document.querySelectorAll('#pages-list .row')]\
                     .find((row) => row.textContent.includes(arguments[0]));\
                 const link = [...row?.querySelectorAll('.action') ?? []].find((it) => it.textContent === 'inspect');\
                 link?.click();\
                 return Boolean(link)";
    poll("the page in chrome://inspect", LIMIT, || {
        Ok((browser.execute(click, &[json!(address)])? == true).then_some(()))
    })
    .unwrap();
    let window = poll("the window of the developer tools", LIMIT, || {
        Ok(browser.windows()?.into_iter().find(|window| !before.contains(window)))
    })
    .unwrap();
    browser.switch_to(&window).unwrap();
    assert!(browser.url().unwrap().starts_with("devtools://"), "{:?}", browser.url());
}

/// Enters a frame of the current window.
fn enter_frame(console: &Console, part: &str) -> Result<(), BrowserError> {
    let frame = poll(part, LIMIT, || {
        let found = console.browser.execute(FIND_FRAME, &[json!(part)])?;
        Ok((found != Value::Null).then_some(found))
    })?;
    console.browser.post("frame", &json!({ "id": frame })).map(drop)
}

#[test]
fn the_panel_runs_python_in_the_inspected_tab_of_chromium() {
    let mut console = Console::beside(BrowserKind::Chromium, "/plain.html");
    let tab = console.tab();
    open_devtools(&console);
    poll("the panel's tab", LIMIT, || {
        // The frontend is another document until it is ready.
        let selected = console.browser.execute_async(SELECT_PANEL, &[json!("Python")]);
        Ok(selected.ok().filter(|selected| *selected == true))
    })
    .unwrap();
    enter_frame(&console, "/panel.html").unwrap();
    let search = console.browser.execute("return location.search", &[]).unwrap();
    assert_eq!(search, format!("?tab={tab}"), "the tab that is inspected");
    console.wait_for_status("Ready");
    console.click(".cm-content");
    assert_eq!(console.run("import js; js.document.title").result, "'A plain page'");
    console.run("js.document.title = 'Changed from Python'");
    let title = console.in_page(|browser| browser.title());
    assert_eq!(title, "Changed from Python");
    console.check_console();
}
