//! Files that are dropped on the panel, and text that is pasted into it.

use super::console::{Console, check, key};
use serde_json::json;

/// Drops a file on the editor, as the browsers do.
fn drop_file(console: &Console, name: &str, text: &str) {
    let script = r#"
        const data = new DataTransfer();
        data.items.add(new File([arguments[1]], arguments[0]));
        const target = document.querySelector(".cm-content");
        for (const kind of ["dragover", "drop"]) {
          target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"#;
    console.browser.execute(script, &[json!(name), json!(text)]).unwrap();
}

fn paste(console: &Console, text: &str) {
    let script = r#"
        const data = new DataTransfer();
        data.setData("text/plain", arguments[0]);
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        if (!event.clipboardData?.getData("text/plain")) Object.defineProperty(event, "clipboardData", { value: data });
        const begin = performance.now();
        document.querySelector(".cm-content").dispatchEvent(event);
        return performance.now() - begin;"#;
    let milliseconds = console.browser.execute(script, &[json!(text)]).unwrap();
    println!("  pasted {} characters in {milliseconds} ms", text.len());
    assert!(milliseconds.as_f64().unwrap() < 1000.0);
}

fn choose(console: &Console, answer: &str) {
    console.wait_for_text("dialog .answer-button", answer);
    let script = "[...document.querySelectorAll('dialog .answer-button')].find((it) => it.textContent === arguments[0]).click()";
    console.browser.execute(script, &[json!(answer)]).unwrap();
    console.wait_for("!document.querySelector('dialog')");
}

#[test]
fn a_program_goes_into_the_editor() {
    check("/plain.html", |console| {
        drop_file(console, "one.py", "x = 1\r\nx + 1\r\n");
        console.wait_for_editor("x = 1\nx + 1\n");
        drop_file(console, "two.txt", "y = 2");
        choose(console, "Cancel");
        assert_eq!(console.editor(), "x = 1\nx + 1\n");
        drop_file(console, "two.txt", "y = 2");
        choose(console, "Replace");
        console.wait_for_editor("y = 2");
        console.wait_for("document.activeElement.matches('.cm-content')");
        let long = format!("values = [\n{}]\nlen(values)", "    1,\n".repeat(5000));
        drop_file(console, "long.py", &long);
        choose(console, "Run it");
        assert_eq!(console.end(0).result, "5000");
        assert_eq!(console.editor(), "y = 2");
        drop_file(console, "picture.png", "");
        console.wait_for_text(".remark.bad", "choose a .py, .txt or .ipynb file");
    });
}

#[test]
fn the_cells_of_a_notebook_are_offered() {
    check("/plain.html", |console| {
        let cell = |kind: &str, source: &str| json!({ "cell_type": kind, "source": source, "metadata": {} });
        let cells = [
            cell("markdown", "# Sums"),
            cell("code", "a = 20\nb = 22"),
            cell("code", "1 / 0"),
            cell("code", "a + b"),
        ];
        let notebook =
            json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells });
        drop_file(console, "sums.ipynb", &notebook.to_string());
        console.wait_for_text("dialog .notebook-text", "# Sums");
        assert_eq!(console.texts("dialog .notebook-code").len(), 3);
        console.click("dialog .notebook-code:nth-of-type(2) input");
        choose(console, "Run");
        assert_eq!(console.end(1).result, "42");
        assert_eq!(console.cells().len(), 2);
        drop_file(console, "bad.ipynb", "{");
        console.wait_for_text(".remark.bad", "it is not JSON");
    });
}

#[test]
fn prompts_are_not_pasted_and_much_text_is_quick() {
    check("/plain.html", |console| {
        paste(console, ">>> for i in range(2):\n...     print(i)\n...\n0\n1\n");
        console.wait_for_editor("for i in range(2):\n    print(i)");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        paste(console, "In [1]: x = 3\n\nIn [2]: x\nOut[2]: 3\n");
        console.wait_for_editor("x = 3\nx");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        paste(console, &"value = 'some text that is pasted'\n".repeat(30_000));
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        console.wait_for_editor("");
    });
}

#[test]
fn lines_are_commented_out_and_edited_at_several_places() {
    check("/plain.html", |console| {
        console.type_text("x = 1");
        console.chord(&[key::CONTROL, '/']);
        console.wait_for_editor("# x = 1");
        console.chord(&[key::CONTROL, '/']);
        console.wait_for_editor("x = 1");
        console.chord(&[key::SHIFT, key::ENTER]);
        console.type_text("y = 2");
        console.press(key::ESCAPE);
        console.chord(&[key::CONTROL, key::ALT, key::UP]);
        console.type_text("0");
        console.wait_for_editor("x = 10\ny = 20");
        console.press(key::ESCAPE);
        console.chord(&[key::CONTROL, 'a']);
        console.type_text("(");
        console.wait_for_editor("(x = 10\ny = 20)");
        console.chord(&[key::CONTROL, 'z']);
        console.wait_for_editor("x = 10\ny = 20");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        console.type_text("print('");
        console.wait_for_editor("print('')");
    });
}
