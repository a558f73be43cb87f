//! The editor: blocks, completions, history.

use super::console::{check, key};

#[test]
fn enter_runs_what_is_complete_and_goes_on_with_what_is_not() {
    check("/plain.html", |console| {
        console.type_text("for i in range(3):");
        console.press(key::ENTER);
        console.wait_for_editor("for i in range(3):\n    ");
        console.type_text("print(i)");
        console.press(key::ENTER);
        console.wait_for_editor("for i in range(3):\n    print(i)\n    ");
        console.press(key::ENTER);
        let cell = console.end(0);
        assert_eq!(cell.code, "for i in range(3):\n    print(i)");
        assert_eq!(cell.output, "0\n1\n2\n");
        console.wait_for_editor("");
        // Two quick presses end a block as two slow ones do.
        console.type_text("if True:");
        console.press(key::ENTER);
        console.wait_for_editor("if True:\n    ");
        console.type_text(&format!("print('quick'){0}{0}", key::ENTER));
        assert_eq!(console.end(1).output, "quick\n");
        // Shift and Enter add a line to anything, Ctrl and Enter run anything.
        console.type_text("1");
        console.chord(&[key::SHIFT, key::ENTER]);
        console.wait_for_editor("1\n");
        let number = console.cells().len();
        console.type_text("2");
        console.chord(&[key::CONTROL, key::ENTER]);
        assert_eq!(console.end(number).result, "2");
    });
}

#[test]
fn completions_of_a_live_object_are_offered_and_taken() {
    check("/docs/index.html", |console| {
        console.run("import js");
        console.type_text("js.document.quer");
        console.wait_for_text(".cm-tooltip-autocomplete li", "querySelectorAll");
        let first = console.texts(".cm-tooltip-autocomplete li .cm-completionLabel")[0].clone();
        console.press(key::TAB);
        console.wait_for_editor(&format!("js.document.{first}"));
        console.wait_for("!document.querySelector('.cm-tooltip-autocomplete')");
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        for (typed, wanted) in [("import jso", "json"), ("imp", "import"), ("'a'.upp", "upper")] {
            console.type_text(typed);
            console.wait_for_text(".cm-tooltip-autocomplete li", wanted);
            console.press(key::ESCAPE);
            console.wait_for("!document.querySelector('.cm-tooltip-autocomplete')");
            console.chord(&[key::CONTROL, 'a']);
            console.press(key::BACKSPACE);
        }
    });
}

#[test]
fn escape_and_tab_leave_the_editor() {
    check("/plain.html", |console| {
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.press(key::TAB);
        console.wait_for_editor("    ");
        console.press(key::ESCAPE);
        console.press(key::TAB);
        console.wait_for("!document.activeElement.matches('.cm-content')");
        assert_eq!(console.editor(), "    ");
    });
}

#[test]
fn earlier_cells_come_back_even_after_a_reload() {
    check("/plain.html", |console| {
        console.run("first = 1");
        console.run("second = 2");
        console.type_text("draft");
        console.press(key::ESCAPE);
        console.chord(&[key::CONTROL, 'a']);
        console.press(key::BACKSPACE);
        console.press(key::UP);
        console.wait_for_editor("second = 2");
        console.press(key::UP);
        console.wait_for_editor("first = 1");
        console.press(key::DOWN);
        console.wait_for_editor("second = 2");
        console.press(key::DOWN);
        console.wait_for_editor("");
        let address = console.browser.url().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        // What was typed chooses among them.
        console.type_text("fir");
        console.wait_for_text(".cm-tooltip-autocomplete li", "first");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.cm-tooltip-autocomplete')");
        console.press(key::UP);
        console.wait_for_editor("first = 1");
        console.press(key::ENTER);
        assert_eq!(console.end(console.cells().len().max(1) - 1).state, "ok");
    });
}
