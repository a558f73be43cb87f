//! Values unfold: by clicks, by keys, and without running code of theirs.

use super::console::{Console, check, key};
use serde_json::{Value, json};

/// The rows of the last tree: level, text (without what appears on looking at it), whether it unfolds.
const ROWS: &str = r#"
    const trees = document.querySelectorAll(".tree");
    return [...trees[trees.length - 1].querySelectorAll("[role=treeitem]")].map((item) => {
      const line = item.querySelector(".tree-line").cloneNode(true);
      for (const extra of line.querySelectorAll(".tree-actions, .tree-told")) extra.remove();
      return "  ".repeat(item.ariaLevel - 1) + line.textContent;
    });"#;

/// The texts of the last tree's rows, indented by their level.
pub(crate) fn rows(console: &Console) -> Vec<String> {
    let found = console.browser.execute(ROWS, &[]).unwrap();
    serde_json::from_value(found).unwrap()
}

/// Waits until the last tree has a row like this.
pub(crate) fn wait_for_row(console: &Console, text: &str) -> Vec<String> {
    let script =
        format!("(() => {{ {ROWS} }})().some((row) => row.trim().startsWith({}))", json!(text));
    console.wait_for(&script);
    rows(console)
}

/// Clicks on the row of the last tree that begins so.
pub(crate) fn click_row(console: &Console, text: &str) {
    let script = r#"
        const trees = document.querySelectorAll(".tree");
        const lines = [...trees[trees.length - 1].querySelectorAll(".tree-line")];
        const line = lines.find((it) => it.textContent.startsWith(arguments[0]));
        line.scrollIntoView({ block: "center" });
        return line"#;
    let line = console.browser.execute(script, &[json!(text)]).unwrap();
    let origin = json!({ "type": "pointerMove", "origin": line, "x": -20, "y": 0, "duration": 0 });
    pointer(
        console,
        &[
            origin,
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ],
    );
}

/// Moves the mouse and presses it.
pub(crate) fn pointer(console: &Console, actions: &[Value]) {
    let mouse = json!({ "type": "pointer", "id": "mouse", "actions": actions });
    console.browser.post("actions", &json!({ "actions": [mouse] })).unwrap();
}

/// Points at the last tree's first row, so that its buttons are there.
pub(crate) fn hover_last(console: &Console) {
    let script = "const line = [...document.querySelectorAll('.tree')].at(-1).querySelector('.tree-line');\
                  line.scrollIntoView(); return line";
    let line = console.browser.execute(script, &[]).unwrap();
    pointer(
        console,
        &[json!({ "type": "pointerMove", "origin": line, "x": 0, "y": 0, "duration": 0 })],
    );
    console.wait_for("document.querySelector('.tree-actions')");
}

/// What has the focus.
fn focused(console: &Console) -> String {
    let script = "const line = document.activeElement.querySelector('.tree-line')?.cloneNode(true);\
                  line?.querySelector('.tree-actions')?.remove(); return line?.textContent ?? ''";
    console.browser.execute(script, &[]).unwrap().as_str().unwrap_or_default().to_owned()
}

#[test]
fn values_unfold_by_clicks() {
    check("/plain.html", |console| {
        let shown = console.run("{'rows': [{'name': 'Ada', 'tags': (1, 2)}], 'total': 1}").result;
        assert_eq!(shown, "{'rows': [{'name': 'Ada', 'tags': (1, 2)}], 'total': 1}");
        click_row(console, "{'rows'");
        assert_eq!(wait_for_row(console, "'total'").len(), 3);
        click_row(console, "'rows'");
        wait_for_row(console, "0:");
        click_row(console, "0:");
        assert_eq!(
            wait_for_row(console, "'tags'"),
            [
                "{'rows': [{'name': 'Ada', 'tags': (1, 2)}], 'total': 1}",
                "  'rows': [{'name': 'Ada', 'tags': (1, 2)}]",
                "    0: {'name': 'Ada', 'tags': (1, 2)}",
                "      'name': 'Ada'",
                "      'tags': (1, 2)",
                "  'total': 1",
            ]
        );
        click_row(console, "'rows'");
        console.wait_for("document.querySelectorAll('.tree [role=treeitem]').length === 3");
        assert_eq!(console.run("3").result, "3", "a scalar is plain text");
        assert_eq!(console.texts(".tree").len(), 1);
    });
}

#[test]
fn a_tree_is_used_by_keys() {
    check("/plain.html", |console| {
        console.run("[[10, 11], 12]");
        console
            .browser
            .execute("document.querySelector('.tree [tabindex=\"0\"]').focus()", &[])
            .unwrap();
        const RIGHT: char = '\u{e014}';
        const LEFT: char = '\u{e012}';
        const HOME: char = '\u{e011}';
        const END: char = '\u{e010}';
        console.press(RIGHT);
        wait_for_row(console, "0:");
        console.press(RIGHT);
        assert_eq!(focused(console), "0: [10, 11]");
        console.press(key::ENTER);
        wait_for_row(console, "1: 11");
        console.press(key::DOWN);
        console.press(key::DOWN);
        assert_eq!(focused(console), "1: 11");
        console.press(END);
        assert_eq!(focused(console), "1: 12");
        console.press(HOME);
        assert_eq!(focused(console), "[[10, 11], 12]");
        console.press(key::DOWN);
        console.press(key::DOWN);
        console.press(LEFT);
        assert_eq!(focused(console), "0: [10, 11]", "to the parent");
        console.press(LEFT);
        assert_eq!(rows(console).len(), 3, "folded");
        // Alt+S makes a variable and writes its name into the editor.
        console.chord(&['\u{e00a}', 's']);
        console.wait_for_editor("temp1");
        console.press(key::ENTER);
        console.wait_for("document.querySelectorAll('.cell').length === 2");
        assert_eq!(console.end(1).result, "[10, 11]");
    });
}

#[test]
fn getters_and_hostile_values() {
    check("/plain.html", |console| {
        console.run("B = type('B', (), {'ran': [], 'slow': property(lambda self: B.ran.append(1) or len(B.ran))})");
        console.run("b = B(); b.name = 'x'; b");
        click_row(console, "<");
        let shown = wait_for_row(console, "slow: (…)");
        assert!(shown.contains(&"  name: 'x'".to_owned()), "{shown:?}");
        assert_eq!(console.run("len(B.ran)").result, "0");
        click_row(console, "slow");
        wait_for_row(console, "slow: 1");
        // The session drops what is below, and a handle of before says so.
        console.run("from _morelia_lib.objects import handles; handles.forget()");
        click_row(console, "__class__");
        console.wait_for_text(".tree-told.bad", "run the code");
    });
}

#[test]
fn pictures_of_trees() {
    let mut console =
        Console::open(morelia_browser::BrowserKind::Chromium, "/docs/library/json.html");
    console.run("{'rows': [{'name': 'Ada', 'tags': (1, 2)}, {'name': 'Bob', 'tags': ()}], 'text': 'x' * 500, 'total': 2}");
    for row in ["{'rows'", "'rows'", "0:"] {
        click_row(&console, row);
        console.wait_for(&format!(
            "document.querySelectorAll('.tree [aria-expanded=true]').length >= {}",
            1
        ));
        wait_for_row(
            &console,
            if row == "{'rows'" {
                "'total'"
            } else if row == "0:" {
                "'tags'"
            } else {
                "1:"
            },
        );
    }
    console.run("import js; js.document.querySelector('div.related')");
    click_row(&console, "<div");
    wait_for_row(&console, "<ul>");
    click_row(&console, "<ul>");
    wait_for_row(&console, "<li");
    console.run("js.URL.new('https://example.org/a?b=1')");
    click_row(&console, "URL");
    wait_for_row(&console, "[[Prototype]]");
    hover_last(&console);
    for (scheme, name) in [("light", "panel-tree-light.png"), ("dark", "panel-tree-dark.png")] {
        super::pictures::emulate(&console, scheme, 620);
        super::pictures::keep(&console, name);
    }
    console.check_console();
}
