//! The debugger in a cell, and cells that end themselves.

use super::console::{Console, check, key};

fn answer(console: &Console, line: &str) {
    console.wait_for("document.activeElement.matches('.entry.input .field')");
    console.type_text(line);
    console.press(key::ENTER);
    // The field of this question is gone before the next one's is there.
    let asked = format!(
        "[...document.querySelectorAll('.entry.input')].some((it) => it.textContent.endsWith({}))",
        serde_json::json!(line)
    );
    console.wait_for(&asked);
}

#[test]
fn breakpoint_asks_for_commands_in_the_cell() {
    check("/plain.html", |console| {
        console.run("double = lambda x: breakpoint() or x * 2");
        let number = console.submit("double(21)");
        for command in ["p x", "w", "c"] {
            answer(console, command);
        }
        let cell = console.end(number);
        assert_eq!((cell.state.as_str(), cell.result.as_str()), ("ok", "42"), "{cell:?}");
        assert!(
            cell.output
                .contains("> <cell 1>(1)<lambda>()\n-> double = lambda x: breakpoint() or x * 2"),
            "{cell:?}"
        );
        assert!(cell.output.contains("<cell 2>(1)<module>()\n-> double(21)"), "{cell:?}");
        let place = |text: &str| {
            format!(
                "document.querySelector('.cell:last-child').textContent.indexOf({})",
                serde_json::json!(text)
            )
        };
        // What pdb says stands between the command and the next question.
        let in_order = format!("{} < {} && {0} > 0", place("(Pdb) p x"), place("(Pdb) w"));
        console.wait_for(&in_order);
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn the_debugger_can_be_left_and_stopped() {
    check("/plain.html", |console| {
        let number = console.submit("breakpoint(); print('not reached')");
        answer(console, "q");
        let cell = console.end(number);
        assert_eq!(cell.remark, "Python exited with status 1.", "{cell:?}");
        assert!(!cell.output.contains("not reached\n"), "{cell:?}");
        let number = console.submit("breakpoint(); print('not reached')");
        console.wait_for("document.activeElement.matches('.entry.input .field')");
        console.click("#stop");
        let cell = console.end(number);
        assert!(cell.error.contains("KeyboardInterrupt"), "{cell:?}");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn exit_ends_the_cell_and_not_the_session() {
    check("/plain.html", |console| {
        console.run("kept = 'kept'");
        assert_eq!(console.run("exit(3)").remark, "Python exited with status 3.");
        assert_eq!(console.run("import sys; sys.exit()").remark, "Python exited with status 0.");
        assert_eq!(console.run("kept").result, "'kept'");
    });
}

#[test]
fn an_error_can_be_looked_into_afterwards() {
    check("/plain.html", |console| {
        console.run("half = lambda n: n / 0");
        console.run("half(4)");
        let number = console.submit("import pdb; pdb.pm()");
        for command in ["p n", "q"] {
            answer(console, command);
        }
        let cell = console.end(number);
        assert!(cell.output.contains("-> half = lambda n: n / 0\n"), "{cell:?}");
        assert!(cell.output.contains("4\n"), "{cell:?}");
    });
}
