//! Tables: large ones, sorted, copied.

use super::console::{Console, check, key};
use serde_json::json;

fn first_row(console: &Console) -> String {
    console.texts(".table tbody:not(.spacer) tr:first-child").concat()
}

#[test]
fn a_large_table_is_sorted_and_copied() {
    check("/plain.html", |console| {
        console.run("import json; kind = 'application/vnd.morelia.table+json'");
        console.run("rows = [[f'n{i}', i * 37 % 1001, None] for i in range(100_000)]");
        console.run(
            "table = {'columns': [{'name': n} for n in 'abc'], 'rows': rows, 'total': 200_000}",
        );
        console.run("display({kind: json.dumps(table)}, raw=True)");
        console.wait_for_text(".table-foot .count", "the first 100,000 of 200,000 rows, 3 columns");
        let count = "return document.querySelectorAll('.table tr').length";
        let rows = console.browser.execute(count, &[]).unwrap();
        assert!(rows.as_i64().is_some_and(|rows| rows < 200), "{rows}");
        assert_eq!(first_row(console), "n00None");
        assert_eq!(console.texts("th.number"), ["b"]);
        console.click(".table th:nth-child(2) .heading");
        console
            .wait_for("document.querySelector('.table th:nth-child(2)').ariaSort === 'ascending'");
        assert_eq!(first_row(console), "n00None");
        console.press(key::ENTER);
        console
            .wait_for("document.querySelector('.table th:nth-child(2)').ariaSort === 'descending'");
        assert!(first_row(console).contains("1000"), "{}", first_row(console));
        // The last rows are there when one goes there.
        let end =
            "const it = document.querySelector('.table-scroller'); it.scrollTop = it.scrollHeight";
        console.browser.execute(end, &[]).unwrap();
        console.wait_for("document.querySelector('.table tr[aria-rowindex=\"100001\"]') !== null");
        console.click(".prompt .cm-content");
        console.run("display({kind: json.dumps({**table, 'rows': rows[:2]})}, raw=True)");
        console
            .browser
            .execute(
                "document.querySelectorAll('.table-view')[1].querySelector('.copy').focus()",
                &[],
            )
            .unwrap();
        console.press(key::ENTER);
        console.wait_for("document.querySelector('#said').textContent === 'Copied'");
        console.click(".prompt .cm-content");
        console.chord(&[key::CONTROL, 'v']);
        console.wait_for_editor("a\tb\tc\nn0\t0\t\nn1\t37\t\n");
    });
}

#[test]
fn a_table_that_is_none_says_so() {
    check("/plain.html", |console| {
        console.run("display({'application/vnd.morelia.table+json': '{}'}, raw=True)");
        console.wait_for_text(".note.bad", "cannot read this table");
        let script = "return document.querySelectorAll(arguments[0]).length";
        assert_eq!(console.browser.execute(script, &[json!(".table")]).unwrap(), json!(0));
    });
}
