//! Tracebacks: frames of libraries are folded, places lead to their lines.

use super::console::{check, key};

#[test]
fn library_frames_fold_and_places_lead_somewhere() {
    check("/plain.html", |console| {
        console.run("import json");
        console.run("load = lambda text: json.loads(text)");
        for _ in 0..30 {
            console.run("print('\\n')");
        }
        let cell = console.run("load('bad')");
        assert!(
            cell.error.trim_end().ends_with("Expecting value: line 1 column 1 (char 0)"),
            "{cell:?}"
        );
        let folded = console.wait_for_text(".folded > summary", "library frames");
        assert!(folded.starts_with('3'), "{folded}");
        console.wait_for("!document.querySelector('.folded .place').checkVisibility()");
        // The frame of a cell.
        let top = "document.querySelector('#scroller').scrollTop";
        let before = console.browser.execute(&format!("return {top}"), &[]).unwrap();
        console.click(".error .place[data-file='<cell 2>']");
        console.wait_for("CSS.highlights.get('flash')?.size === 1");
        console.wait_for(&format!("{top} < {before}"));
        console.wait_for("!CSS.highlights.has('flash')");
        // The frame of a file.
        console.click(".folded > summary");
        console.click(".folded[open] .place");
        let source = console.wait_for_text(".source-view .code", "def loads(");
        assert!(source.lines().count() > 100, "{source}");
        console.wait_for("document.querySelector('.source-view .numbers .here') !== null");
        console.press(key::ESCAPE);
        console.wait_for("document.querySelector('.source-view') === null");
    });
}
