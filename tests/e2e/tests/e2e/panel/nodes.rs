//! Nodes as markup: unfolded, highlighted in the page, and nothing left behind.

use super::console::{Console, check};
use super::tree::{click_row, pointer, rows, wait_for_row};
use morelia_browser::poll;
use serde_json::json;
use std::time::Duration;

const PAGE: &str = "
    document.body.innerHTML = `<main id=top class='a b'><h1>Title</h1><ul><li>one</li><li>two</li></ul>
        <x-card></x-card><p style='margin: 10px; padding: 5px; width: 100px; height: 20px'>text <b>bold</b></p></main>`;
    document.querySelector('x-card').attachShadow({mode: 'closed'}).innerHTML = '<i>hidden</i>';";

fn prepare(console: &Console) {
    console.in_page(|browser| browser.execute(PAGE, &[]));
}

/// How many elements the page's document has, and its markup.
fn page_text(console: &Console) -> String {
    let found = console
        .in_page(|browser| browser.execute("return document.documentElement.outerHTML", &[]));
    found.as_str().unwrap_or_default().to_owned()
}

fn hover(console: &Console, css: &str) {
    let line = console
        .browser
        .execute("return document.querySelector(arguments[0])", &[json!(css)])
        .unwrap();
    pointer(
        console,
        &[json!({ "type": "pointerMove", "origin": line, "x": 0, "y": 0, "duration": 0 })],
    );
}

fn wait_for_overlay(console: &Console, there: bool) {
    poll("the overlay", Duration::from_secs(20), || {
        Ok((page_text(console).contains("popover=\"manual\"") == there).then_some(()))
    })
    .unwrap();
}

#[test]
fn nodes_are_shown_as_markup() {
    check("/plain.html", |console| {
        prepare(console);
        console.run("import js; js.document.querySelector('main')");
        assert_eq!(rows(console), ["<main id=\"top\" class=\"a b\">…</main>"]);
        click_row(console, "<main");
        let shown = wait_for_row(console, "<x-card");
        assert_eq!(
            shown,
            [
                "<main id=\"top\" class=\"a b\">",
                "  <h1>Title</h1>",
                "  <ul>…</ul>",
                "  <x-card>…</x-card>",
                "  <p style=\"margin: 10px; padding: 5px; width: 100px; height: 20px\">…</p>",
                "  properties",
            ]
        );
        click_row(console, "<x-card");
        wait_for_row(console, "#shadow-root (closed)");
        click_row(console, "#shadow-root");
        wait_for_row(console, "<i>hidden</i>");
        click_row(console, "<p");
        assert!(wait_for_row(console, "\"text\"").contains(&"    <b>bold</b>".to_owned()));
        click_row(console, "properties");
        wait_for_row(console, "[[Prototype]]");
    });
}

#[test]
fn a_node_is_highlighted_while_it_is_looked_at() {
    check("/plain.html", |console| {
        prepare(console);
        let before = page_text(console);
        console.run("js.document.querySelector('p')").result.clear();
        console.run("import js; js.document.querySelector('p')");
        hover(console, ".tree-line");
        wait_for_overlay(console, true);
        hover(console, "#status");
        wait_for_overlay(console, false);
        assert_eq!(page_text(console), before, "no trace");
        // The page is not left painted by a panel that goes away.
        hover(console, ".tree-line");
        wait_for_overlay(console, true);
        console.goto_panel("?tab=0");
        wait_for_overlay(console, false);
        assert_eq!(page_text(console), before, "no trace");
    });
}
