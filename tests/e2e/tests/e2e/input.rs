//! Lines for `input()`, and output in quantity.

use morelia_e2e::{X, in_both, in_browser};
use morelia_protocol::Execute;

#[test]
fn input_gets_the_lines_that_are_typed() {
    let code = "name = input('Name? ')\nprint('Hello', name)\nprint(input())";
    in_both(|kind| {
        let ran =
            X::run(&["-c", code, "--browser", kind.name()]).typing("Ada\nsecond\n").done().well();
        assert_eq!(ran.stdout, "Name? Hello Ada\nsecond\n", "{kind}");
    });
}

#[test]
fn the_end_of_the_input_is_an_eof_error() {
    in_both(|kind| {
        X::run(&["-c", "input()", "--browser", kind.name()]).done().raised_saying(&["EOFError"]);
    });
}

#[test]
fn a_session_asks_and_goes_on() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "int(input('How many? ')) * 2".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            let cell = session.end(&id, &["21"]);
            assert_eq!(cell.prompts, ["How many? "], "{kind}");
            assert_eq!(cell.shown(), "42", "{kind}");
        });
    });
}

#[test]
fn fifty_megabytes_arrive_whole_and_in_order() {
    const LINES: usize = 500_000;
    let code = format!("for i in range({LINES}): print(f'{{i:06}}', 'x' * 93)");
    in_both(|kind| {
        let ran = X::run(&["-c", &code, "--browser", kind.name()]).done();
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{kind}");
        assert_eq!(ran.stdout.len(), LINES * 101, "{kind}");
        let in_order = ran.stdout.lines().enumerate().all(|(i, line)| {
            line.get(..6).and_then(|number| number.parse().ok()) == Some(i) && line.len() == 100
        });
        assert!(in_order, "{kind}");
    });
}
