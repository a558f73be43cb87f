//! `S[0]` and revealing, in the developer tools themselves.

use super::{LIMIT, TOOLBOX, enter_frame, enter_panel};
use crate::panel::console::{Console, key};
use crate::panel::tree;
use morelia_browser::{BrowserKind, poll};
use serde_json::json;

/// Selects an element in Chromium's Elements, by a selector.
const SELECT: &str = "
    const SDK = await import('./core/sdk/sdk.js');
    const UI = await import('./ui/legacy/legacy.js');
    const model = SDK.TargetManager.TargetManager.instance().primaryPageTarget().model(SDK.DOMModel.DOMModel);
    const id = await model.querySelector((await model.requestDocument()).id, arguments[0]);
    const node = model.nodeForId(id);
    await node.setAsInspectedNode();
    UI.Context.Context.instance().setFlavor(SDK.DOMModel.DOMNode, node);
    return true;";

/// The tag of what is selected there.
const SELECTED: &str = "
    const SDK = await import('./core/sdk/sdk.js');
    const UI = await import('./ui/legacy/legacy.js');
    return UI.Context.Context.instance().flavor(SDK.DOMModel.DOMNode)?.localName() ?? null;";

const CARD: &str = "
    const card = document.body.appendChild(document.createElement('x-card'));
    card.attachShadow({mode: 'closed'}).innerHTML = '<em>closed</em>';";

#[test]
fn what_chromium_has_selected_is_s_0() {
    let mut console = Console::beside(BrowserKind::Chromium, "/plain.html");
    console.in_page(|browser| browser.execute(CARD, &[]));
    let devtools = enter_panel(&console);
    console.wait_for_status("Ready");
    let select = |css: &str| {
        console.browser.switch_to(&devtools).unwrap();
        console.browser.execute_async(SELECT, &[json!(css)]).unwrap();
        enter_frame(&console, "/panel.html").unwrap();
        console.click(".cm-content");
    };
    select("h1");
    poll("the selection", LIMIT, || {
        Ok((console.run("S[0].localName").result == "'h1'").then_some(()))
    })
    .unwrap();
    select("body");
    poll("the selection", LIMIT, || {
        Ok((console.run("S[0].localName, S[1].localName").result == "('body', 'h1')").then_some(()))
    })
    .unwrap();
    // Also what the page itself cannot reach.
    for (code, tag) in [
        ("import js, morelia; js.document.querySelector('h1')", "h1"),
        ("morelia.find('em')", "em"),
    ] {
        console.run(code);
        tree::hover_last(&console);
        console
            .browser
            .execute("[...document.querySelectorAll('.tree-actions .reveal')].at(-1).click()", &[])
            .unwrap();
        console.browser.switch_to(&devtools).unwrap();
        poll("the revealed node", LIMIT, || {
            Ok((console.browser.execute_async(SELECTED, &[])? == tag).then_some(()))
        })
        .unwrap();
        console.browser.execute_async(super::SELECT_PANEL, &[json!("Python")]).unwrap();
        enter_frame(&console, "/panel.html").unwrap();
        console.click(".cm-content");
    }
    console.check_console();
}

#[test]
fn what_firefox_has_selected_is_s_0() {
    let mut console = Console::beside(BrowserKind::Firefox, "/plain.html");
    console.browser.switch_to(&console.page).unwrap();
    console.browser.execute(CARD, &[]).unwrap();
    let origin = console.server.url("/");
    let context = |name| console.browser.post("moz/context", &json!({ "context": name })).map(drop);
    let ask = |action: &str, more: &str| {
        console.browser.execute_async(TOOLBOX, &[json!(action), json!(origin), json!(more)])
    };
    context("chrome").unwrap();
    poll("the panel in the toolbox", LIMIT, || Ok(ask("select", "")?.is_string().then_some(())))
        .unwrap();
    let wait_for_text = |part: &str| {
        poll(part, LIMIT, || {
            let shown = ask("text", "")?;
            Ok(shown.as_str().is_some_and(|shown| shown.contains(part)).then_some(()))
        })
        .unwrap();
    };
    wait_for_text("Ready");
    ask("inspect", "h1").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    console.type_text(&format!("'it is ' + S[0].localName{}", key::ENTER));
    wait_for_text("'it is h1'");
    ask("inspect", "body").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    console.type_text(&format!("import js; js.document.querySelector('h1'){}", key::ENTER));
    wait_for_text("<h1");
    let reveal = "const lines = content.document.querySelectorAll('.tree-line');\
                  const line = lines[lines.length - 1];\
                  line.dispatchEvent(new content.MouseEvent('mouseover', { bubbles: true }));\
                  line.querySelector('.reveal').click();";
    ask("run", reveal).unwrap();
    poll("the revealed node", LIMIT, || Ok((ask("inspected", "")? == "h1").then_some(()))).unwrap();
    context("content").unwrap();
    console.check_console();
}
