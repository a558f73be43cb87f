//! Saving the session, and opening what was saved.

use super::console::{Console, check};
use serde_json::{Value, json};

/// Has the console's downloads come to us instead of the person's disk.
const CATCH: &str = "
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.savedBlob = blob; return create.call(URL, blob); };
    HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; };";

/// Chooses an entry of the menu; gives the file's name and text.
fn save(console: &Console, id: &str) -> (String, String) {
    console.browser.execute("window.savedName = undefined", &[]).unwrap();
    console.click("#files");
    console.wait_for("document.querySelector('#files-menu').matches(':popover-open')");
    console.click(&format!("#{id}"));
    console.wait_for("window.savedName !== undefined");
    let name = console.browser.execute("return window.savedName", &[]).unwrap();
    let text = console.browser.execute_async("return await window.savedBlob.text()", &[]).unwrap();
    (name.as_str().unwrap().to_owned(), text.as_str().unwrap().to_owned())
}

/// Opens a file as the person does who chooses it in the dialog.
fn open(console: &Console, name: &str, text: &str) {
    let script = "const files = new DataTransfer();\
                  files.items.add(new File([arguments[1]], arguments[0]));\
                  const input = document.querySelector('#open-file');\
                  input.files = files.files;\
                  input.dispatchEvent(new Event('change'));";
    console.browser.execute(script, &[json!(name), json!(text)]).unwrap();
}

/// A session with a program, printed text, a result and an error.
fn session(console: &Console) {
    console.browser.execute(CATCH, &[]).unwrap();
    console.run("x = 6; print('six')");
    console.run("x * 7");
    console.run("1 / 0");
    console.click(".cm-content");
}

#[test]
fn a_program_has_the_cells_that_worked() {
    check("/plain.html", |console| {
        session(console);
        let (name, text) = save(console, "save-python");
        assert!(name.ends_with("-plain-html.py"), "{name}");
        assert!(text.ends_with("\n# %%\nx = 6; print('six')\n\n# %%\nx * 7\n"), "{text}");
        let (name, text) = save(console, "save-user-script");
        assert!(name.ends_with("-plain-html.user.py"), "{name}");
        assert!(text.starts_with("# ==UserScript==\n# @name         A plain page\n"), "{text}");
        assert!(text.contains("# @match        http://127.0.0.1/*\n"), "{text}");
    });
}

#[test]
fn a_notebook_has_everything_and_can_be_run_again() {
    check("/plain.html", |console| {
        session(console);
        let (name, text) = save(console, "save-notebook");
        assert!(name.ends_with(".ipynb"), "{name}");
        let notebook: Value = serde_json::from_str(&text).unwrap();
        let outputs = |cell: usize| notebook["cells"][cell]["outputs"].clone();
        assert_eq!(
            outputs(1),
            json!([{ "output_type": "stream", "name": "stdout", "text": ["six\n"] }])
        );
        assert_eq!(outputs(2)[0]["data"]["text/plain"], json!(["42"]));
        assert_eq!(outputs(2)[0]["execution_count"], 2);
        assert_eq!(outputs(3)[0]["ename"], "ZeroDivisionError");
    });
}

#[test]
fn a_program_of_several_cells_is_offered() {
    check("/plain.html", |console| {
        open(console, "several.py", "# %%\ny = 20\n\n# %%\nprint(y + 1)\n");
        console.wait_for_text(".offer", "several.py has 2 cells.");
        console.click(".offer .choice");
        console.wait_for("document.querySelectorAll('.cell').length === 2");
        assert_eq!(console.end(1).output, "21\n");
        open(console, "one.py", "print('one')\n");
        console.wait_for_editor("print('one')\n");
        open(console, "nothing.py", "# a comment\n");
        console.wait_for_text(".remark", "nothing.py has no Python code in it.");
    });
}

#[test]
fn a_saved_session_is_shown_again() {
    check("/plain.html", |console| {
        session(console);
        let (name, text) = save(console, "save-session");
        assert!(name.ends_with(".morelia.json"), "{name}");
        open(console, "mine.morelia.json", &text);
        console.wait_for_text(".divider", "Saved session");
        let cells = console.cells();
        assert_eq!(cells.len(), 6);
        assert_eq!((&cells[3].output[..], &cells[4].result[..]), ("six\n", "42"));
        assert!(cells[5].error.contains("ZeroDivisionError"));
        // In another session the variables come back when the person wants them.
        console.click("#restart");
        console.wait_for_text(".divider", "Python was restarted");
        assert!(console.run("x").error.contains("NameError"));
        console.click(".offer .choice");
        console.wait_for_text(".remark", "Restored: x.");
        console.click(".cm-content");
        assert_eq!(console.run("x * 7").result, "42");
        open(console, "other.json", "{\"a\": 1}");
        console.wait_for_text(".remark", "This file is no saved session");
    });
}
