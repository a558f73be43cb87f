//! The panel inside the browser's real developer tools.

mod selected;

use crate::panel::console::{Console, key};
use crate::panel::pictures;
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

/// The name of the element that is selected in Elements, once it is there.
const SELECTED_NODE: &str = "
    const UI = await import('./ui/legacy/legacy.js');
    const SDK = await import('./core/sdk/sdk.js');
    return UI.Context.Context.instance().flavor(SDK.DOMModel.DOMNode)?.nodeName() ?? null;";

/// Puts the developer tools into a window of their own.
const UNDOCK: &str = "
    const UI = await import('./ui/legacy/legacy.js');
    UI.DockController.DockController.instance().setDockSide('undocked');";

/// Opens Firefox's toolbox and reads the panel in it.
const TOOLBOX: &str = include_str!("devtools/toolbox.js");

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

/// Opens the panel in Chromium's developer tools and enters it; gives their window.
fn enter_panel(console: &Console) -> String {
    open_devtools(console);
    let devtools = console.browser.window().unwrap();
    poll("the panel's tab", LIMIT, || {
        // The frontend is another document until it is ready.
        let selected = console.browser.execute_async(SELECT_PANEL, &[json!("Python")]);
        Ok(selected.ok().filter(|selected| *selected == true))
    })
    .unwrap();
    enter_frame(console, "/panel.html").unwrap();
    devtools
}

#[test]
fn the_panel_runs_python_in_the_inspected_tab_of_chromium() {
    let mut console = Console::beside(BrowserKind::Chromium, "/docs/library/json.html");
    let tab = console.tab();
    let devtools = enter_panel(&console);
    let search = console.browser.execute("return location.search", &[]).unwrap();
    assert_eq!(search, format!("?tab={tab}"), "the tab that is inspected");
    console.wait_for_status("Ready");
    console.click(".cm-content");
    let title = console.run("import js; js.document.title").result;
    assert!(title.starts_with("'json — JSON encoder and decoder"), "{title}");
    let functions =
        console.run("[it.id for it in js.document.querySelectorAll('dl.function > dt')]").result;
    assert!(functions.contains("'json.dumps'"), "{functions}");
    assert_eq!(console.run("js.document.querySelector('h1').style.color = 'green'").state, "ok");
    let color = console
        .in_page(|browser| browser.execute("return document.querySelector('h1').style.color", &[]));
    assert_eq!(color, "green");
    console.browser.switch_to(&devtools).unwrap();
    enter_frame(&console, "/panel.html").unwrap();
    console.click(".cm-content");
    assert_eq!(console.run("copy('from the tools')").remark, "");
    console.chord(&[key::CONTROL, 'v']);
    console.wait_for_editor("from the tools");
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    assert_eq!(console.run("inspect(q('h1'))").remark, "");
    console.browser.switch_to(&devtools).unwrap();
    poll("the heading in Elements", LIMIT, || {
        let selected = console.browser.execute_async(SELECTED_NODE, &[])?;
        Ok((selected == "H1").then_some(()))
    })
    .unwrap();
    console.browser.execute_async(SELECT_PANEL, &[json!("Python")]).unwrap();
    enter_frame(&console, "/panel.html").unwrap();
    console.click("#clear");
    for code in
        ["js.document.title", "[it.id for it in js.document.querySelectorAll('dl.function > dt')]"]
    {
        console.run(code);
    }
    console.browser.switch_to(&devtools).unwrap();
    console.browser.execute_async(UNDOCK, &[]).unwrap();
    console.browser.post("window/rect", &json!({ "width": 840, "height": 330 })).unwrap();
    console.wait_for("innerWidth <= 840 && innerHeight <= 330");
    pictures::keep(&console, "panel-devtools.png");
    console.check_console();
}

#[test]
fn the_panel_runs_python_in_the_inspected_tab_of_firefox() {
    let mut console = Console::beside(BrowserKind::Firefox, "/plain.html");
    let tab = console.tab();
    let origin = console.server.url("/");
    console.browser.switch_to(&console.page).unwrap();
    let context = |name| console.browser.post("moz/context", &json!({ "context": name })).map(drop);
    let ask =
        |action: &str| console.browser.execute_async(TOOLBOX, &[json!(action), json!(origin)]);
    context("chrome").unwrap();
    poll("the panel in the toolbox", LIMIT, || {
        let address = ask("select")?;
        let address = address.as_str().unwrap_or_default();
        assert!(
            address.is_empty() || address.ends_with(&format!("/panel.html?tab={tab}")),
            "{address}"
        );
        Ok((!address.is_empty()).then_some(()))
    })
    .unwrap();
    let wait_for_text = |part: &str| {
        poll(part, LIMIT, || {
            let shown = ask("text")?;
            Ok(shown.as_str().is_some_and(|shown| shown.contains(part)).then_some(()))
        })
        .unwrap();
    };
    wait_for_text("Ready");
    console.type_text(&format!("import js; js.document.title{}", key::ENTER));
    wait_for_text("'A plain page'");
    console.type_text(&format!(
        "js.document.querySelector('h1').style.color = 'green'; 1 + 1{}",
        key::ENTER
    ));
    wait_for_text("Result:\n2");
    console.type_text(&format!("inspect(q('h1')){}", key::ENTER));
    poll("the heading in the inspector", LIMIT, || {
        let shown = ask("selected")?;
        Ok((shown == "inspector h1").then_some(()))
    })
    .unwrap();
    context("content").unwrap();
    let color =
        console.browser.execute("return document.querySelector('h1').style.color", &[]).unwrap();
    assert_eq!(color, "green");
    console.check_console();
}
