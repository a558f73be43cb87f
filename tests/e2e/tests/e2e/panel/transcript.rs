//! What cells leave behind: results, output, tracebacks, questions.

use super::console::{check, key};

/// Runs cells one after the other in a console of each browser, and compares what they show.
fn check_cells(page: &str, cells: &[(&str, &str)]) {
    check(page, |console| {
        for (code, wanted) in cells {
            let cell = console.run(code);
            assert_eq!(cell.shown().trim_end(), *wanted, "{}: {cell:?}", console.kind());
            assert_eq!(cell.code, *code);
        }
    });
}

#[test]
fn cells_show_what_they_give_and_print() {
    check_cells(
        "/docs/py-modindex.html",
        &[
            ("1 + 1", "2"),
            ("x = 6 * 7", ""),
            ("print('x is', x)", "x is 42"),
            ("print('first'); x", "first\n42"),
            ("import js; js.document.querySelector('h1').textContent", "'Python Module Index'"),
            ("'json' in [it.textContent for it in js.document.querySelectorAll('a')]", "True"),
            ("import asyncio; await asyncio.sleep(0.01, 'slept')", "'slept'"),
            ("(await js.fetch('library/json.html')).status", "200"),
            ("open('notes.txt', 'w').write('kept'); open('notes.txt').read()", "'kept'"),
            ("'🐍'[::-1] + 'Grüße'", "'🐍Grüße'"),
            ("1/0", "ZeroDivisionError: division by zero"),
        ],
    );
}

#[test]
fn output_is_taken_as_a_terminal_takes_it() {
    check("/plain.html", |console| {
        let cell = console.run(r"import sys; print('out'); print('err', file=sys.stderr)");
        assert_eq!((cell.output.as_str(), cell.stderr.trim_end()), ("out\nerr\n", "err"));
        let cell = console.run(r"print('\x1b[32mgreen\x1b[0m 10%\r\x1b[32mgreen\x1b[0m 99%')");
        assert_eq!(cell.output, "green 99%\n");
        assert_eq!(console.texts(".fg-2"), ["green"]);
        let cell = console.run(r"print('<b>not markup</b>')");
        assert_eq!(cell.output, "<b>not markup</b>\n");
    });
}

#[test]
fn terminal_text_of_all_kinds() {
    check("/plain.html", |console| {
        let cell = console.run(r"print('nul:\0 ' + chr(0x202e) + 'x \x1b[38;5;208morange\x1b[0m')");
        assert_eq!(cell.output, "nul:␀ ⟨U+202E⟩x orange\n");
        console.wait_for("[...document.querySelectorAll('.output span')].some((it) => it.style.color === 'rgb(255, 135, 0)')");
        console.run(r"print('\x1b]8;;https://a.example/\x1b\\link\x1b]8;;\x1b\\ \x1b]8;;javascript:x\x07no\x1b]8;;\x07')");
        let link = "(it => it.length === 1 && it[0].href === 'https://a.example/' && it[0].rel === 'noopener noreferrer')";
        console.wait_for(&format!("{link}(document.querySelectorAll('.output a'))"));
        let code = "import time\nfor i in range(5):\n  print(f'\\r{i * 25:3}%|{\"█\" * i:4}| {i}/4', end='', flush=True)";
        let cell = console.run(&format!("exec({code:?})"));
        assert_eq!(cell.output, "100%|████| 4/4");
        let cell = console.run("print('x' * 10_000_000)");
        assert!(cell.output.len() < 5_000_000, "{}", cell.output.len());
        console.wait_for_text(".output .note", "MB of earlier output are no longer shown");
        console.wait_for("Math.max(...[...document.querySelectorAll('.block')].map((it) => it.textContent.length)) <= 40000");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn an_error_shows_the_line_and_the_place_in_it() {
    check("/plain.html", |console| {
        console.run("half = lambda n: n / 0");
        let cell = console.run("half(4)");
        assert_eq!(cell.state, "error");
        assert!(cell.error.starts_with("Traceback (most recent call last):"), "{cell:?}");
        assert!(cell.error.contains("half = lambda n: n / 0"), "{cell:?}");
        assert!(cell.error.trim_end().ends_with("ZeroDivisionError: division by zero"), "{cell:?}");
        assert_eq!(console.texts(".cell:last-child .traceback .name"), ["ZeroDivisionError"]);
        let markers = console.texts(".cell:last-child .traceback .markers");
        assert!(markers.iter().any(|it| it.contains('^') || it.contains('~')), "{markers:?}");
        let cell = console.run("for");
        assert!(cell.error.contains("SyntaxError"), "{cell:?}");
    });
}

#[test]
fn a_callback_that_raises_is_seen() {
    check("/plain.html", |console| {
        // The listener raised into the page, and the browsers say so as well.
        console.allow("ZeroDivisionError");
        console.allow("PythonError: Traceback");
        console.run("import js; js.document.querySelector('#button').addEventListener('click', lambda e: 1/0)");
        console.in_page(|browser| browser.click("#button"));
        console.wait_for_text(".entry.error", "ZeroDivisionError");
        console.wait_for_text(".entry.error .heading", "callback");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn a_question_is_answered_where_it_is_asked() {
    check("/plain.html", |console| {
        let number = console.submit("name = input('Who? ')");
        console.wait_for("document.activeElement.matches('.entry.input .field')");
        console.wait_for_status("Waiting for input");
        console.type_text("Ada");
        console.press(key::ENTER);
        let cell = console.end(number);
        assert_eq!((cell.state.as_str(), cell.asked.as_str()), ("ok", "Who? Ada"));
        assert_eq!(console.run("name").result, "'Ada'");
    });
}

#[test]
fn a_password_is_not_shown() {
    check("/plain.html", |console| {
        let number = console.submit("import getpass; secret = getpass.getpass()");
        console.wait_for("document.activeElement.matches('.field[type=password]')");
        console.type_text("xyzzy");
        console.press(key::ENTER);
        let cell = console.end(number);
        assert!(cell.asked.ends_with("•••••") && !cell.asked.contains("xyzzy"), "{cell:?}");
        assert_eq!(console.run("secret").result, "'xyzzy'");
    });
}

#[test]
fn a_question_can_be_ended_and_stopped() {
    check("/plain.html", |console| {
        for (press, error) in [('d', "EOFError"), ('c', "KeyboardInterrupt")] {
            let number = console.submit("input('? ')");
            console.wait_for("document.activeElement.matches('.entry.input .field')");
            console.chord(&[key::CONTROL, press]);
            let cell = console.end(number);
            assert!(cell.error.contains(error), "{cell:?}");
            // The cursor is where the next cell is typed.
            console.wait_for("document.activeElement.matches('.cm-content')");
        }
    });
}

#[test]
fn much_output_keeps_its_end_and_the_console_alive() {
    check("/plain.html", |console| {
        let cell = console.run("print('\\n'.join(f'{i:06} {\"x\" * 92}' for i in range(100_000)))");
        assert!(
            cell.output.trim_end().ends_with(&format!("099999 {}", "x".repeat(92))),
            "the end is missing"
        );
        let length = cell.output.len();
        assert!(length < 5_000_000, "{length} bytes are kept");
        console.wait_for("(s => s.scrollHeight - s.scrollTop - s.clientHeight < 30)(document.querySelector('#scroller'))");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn clearing_and_restarting() {
    check("/plain.html", |console| {
        console.run("x = 1");
        console.chord(&[key::CONTROL, 'l']);
        console.wait_for("document.querySelectorAll('.cell').length === 0");
        console.run("x");
        console.click("#clear");
        console.wait_for("document.querySelectorAll('.cell').length === 0");
        console.click("#restart");
        console.wait_for_text(".divider", "Python was restarted");
        assert!(console.run("x").error.contains("NameError"));
    });
}
