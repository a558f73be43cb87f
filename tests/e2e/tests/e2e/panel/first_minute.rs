//! What a new user does in the first minute, as the guide tells it: from an empty panel to a table of the
//! page in the clipboard.

use super::console::{check, key};
use super::picker;
use super::pictures::keep_picture;
use morelia_browser::BrowserKind;
use std::time::Instant;

const PAGE: &str = "/docs/py-modindex.html";

const ROWS: &str = r#"rows = [{"name": row.querySelector("a").textContent, "link": row.querySelector("a").href} for row in qa("tr:has(a)")]"#;

#[test]
fn a_table_of_the_page_is_in_the_clipboard() {
    check(PAGE, |console| {
        let begun = Instant::now();
        let at = picker::middle(console, "document.querySelector('tr a code')");
        picker::begin(console);
        picker::point_at(console, at);
        if console.browser.kind() == BrowserKind::Chromium {
            keep_picture(&console.browser.screenshot().unwrap(), "console-picker.png");
        }
        picker::press(console);
        console.wait_for("document.querySelector('.cm-content').textContent.startsWith('q(')");
        console.press(key::ENTER);
        console.wait_for("document.querySelectorAll('.cell .entry.result').length === 1");
        assert_eq!(console.run(ROWS).state, "ok");
        assert_eq!(console.run("rows").state, "ok");
        console.wait_for("document.querySelectorAll('.cell table tbody tr').length > 10");
        console.click(".cell th:nth-of-type(2)");
        assert_eq!(console.run("copy(rows[:5])").state, "ok");
        console.chord(&[key::CONTROL, 'v']);
        let pasted = "document.querySelector('.cm-content').textContent";
        console
            .wait_for(&format!("{pasted}.includes('name\\tlink') && {pasted}.includes('http://')"));
        println!("from the panel to the clipboard: {:.1?}", begun.elapsed());
    });
}
