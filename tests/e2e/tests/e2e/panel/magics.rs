//! Magics, `?`, and what cells ask of their panel.

use super::console::{Cell, Console, check, key};
use morelia_e2e::wheels;

/// Types a cell of several lines and ends it with a blank one, as a cell magic wants it.
fn run_lines(console: &Console, lines: &[&str]) -> Cell {
    let number = console.cells().len();
    let mut typed = String::new();
    for line in lines {
        console.type_text(line);
        console.press(key::ENTER);
        typed = format!("{typed}{line}\n");
        console.wait_for_editor(&typed);
    }
    console.press(key::ENTER);
    console.wait_for(&format!("document.querySelectorAll('.cell').length > {number}"));
    console.end(number)
}

fn empty_editor(console: &Console) {
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    console.wait_for_editor("");
}

fn answer(console: &Console, line: &str) {
    console.wait_for("document.activeElement.matches('.entry.input .field')");
    console.type_text(line);
    console.press(key::ENTER);
    let asked = format!(
        "[...document.querySelectorAll('.entry.input')].some((it) => it.textContent.endsWith({}))",
        serde_json::json!(line)
    );
    console.wait_for(&asked);
}

#[test]
fn cells_reach_the_clipboard_the_editor_and_the_transcript() {
    check("/plain.html", |console| {
        let cell = console.run("copy([{'name': 'Ada', 'born': 1815}, {'name': 'Bo', 'born': 1}])");
        assert_eq!((cell.state.as_str(), cell.remark.as_str()), ("ok", ""), "{cell:?}");
        console.chord(&[key::CONTROL, 'v']);
        console.wait_for_editor("name\tborn\nAda\t1815\nBo\t1");
        empty_editor(console);
        console.run("first = 'kept'");
        console.run("%load 2");
        console.wait_for_editor("# %load 2\nfirst = 'kept'");
        empty_editor(console);
        console.type_text("clear()");
        console.wait_for_editor("clear()");
        console.press(key::ENTER);
        console.wait_for(
            "[...document.querySelectorAll('.cell')].map((it) => it.dataset.state).join() === 'ok'",
        );
        assert_eq!(console.run("first").result, "'kept'");
    });
}

#[test]
fn magics_print_and_give() {
    check("/plain.html", |console| {
        let cell = console.run("len?");
        assert!(cell.output.starts_with("len(obj, /)"), "{cell:?}");
        let cell = console.run("%timeit -n 3 -r 2 sum(range(10))");
        assert!(
            cell.output.contains("per loop (mean ± std. dev. of 2 runs, 3 loops each)"),
            "{cell:?}"
        );
        let cell = console.run("n = %time 6 * 7");
        assert!(cell.output.contains("Wall time: "), "{cell:?}");
        assert_eq!(console.run("n").result, "42");
        let cell = run_lines(console, &["%%time", "k = n + 1", "k / 0"]);
        assert!(cell.error.contains("line 3, in <module>\n    k / 0"), "{cell:?}");
        console.run("%tb Verbose");
        let cell = console.cells().pop().unwrap();
        assert!(cell.stderr.contains("k = 43"), "{cell:?}");
        let cell = console.run("%tiem 1");
        assert!(cell.error.starts_with("UsageError: "), "{cell:?}");
        assert!(cell.error.contains("Did you mean `%time`?"), "{cell:?}");
        console.type_text("%timei");
        console.wait_for_text(".cm-tooltip-autocomplete li", "timeit");
        console.press(key::TAB);
        console.wait_for_editor("%timeit");
        empty_editor(console);
    });
}

#[test]
fn an_endless_measurement_is_stopped() {
    check("/plain.html", |console| {
        console.run("import time");
        let number = console.submit("%timeit -n 1000000 time.sleep(0.01)");
        console.wait_for_state(number, "running");
        console.chord_that_stops(&[key::CONTROL, 'c']);
        let cell = console.end(number);
        assert!(cell.error.contains("KeyboardInterrupt"), "{cell:?}");
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn debug_looks_into_the_last_error() {
    check("/plain.html", |console| {
        console.run("half = lambda n: n / 0");
        console.run("half(4)");
        let number = console.submit("%debug");
        for command in ["p n + 38", "q"] {
            answer(console, command);
        }
        let cell = console.end(number);
        assert_eq!(cell.state, "ok", "{cell:?}");
        assert!(cell.output.contains("-> half = lambda n: n / 0\n"), "{cell:?}");
        assert!(cell.output.contains("42\n"), "{cell:?}");
    });
}

#[test]
fn javascript_runs_in_the_page_where_the_page_allows_it() {
    check("/plain.html", |console| {
        let cell = run_lines(console, &["%%js", "globalThis.made = 6 * 7;", "made"]);
        assert_eq!(cell.result, "42", "{cell:?}");
        let seen = console.in_page(|browser| browser.execute("return made", &[]));
        assert_eq!(seen, serde_json::json!(42));
        let cell = console.run("%js Promise.resolve('late')");
        assert_eq!(cell.result, "'late'", "{cell:?}");
        let cell = console.run("%js nobody.name");
        assert!(cell.error.contains("nobody is not defined"), "{cell:?}");
    });
}

#[test]
fn javascript_is_refused_with_a_reason_where_the_policy_forbids_it() {
    check("/strict-csp.html", |console| {
        console.allow("Content-Security-Policy");
        console.allow("Content Security Policy");
        let cell = console.run("%js 6 * 7");
        assert!(cell.error.starts_with("UsageError: "), "{cell:?}");
        assert!(cell.error.contains("Content-Security-Policy forbids"), "{cell:?}");
        assert_eq!(console.run("js.document.title").state, "ok");
    });
}

#[test]
fn elements_of_the_page_have_short_names() {
    check("/docs/py-modindex.html", |console| {
        assert_eq!(console.run("q('h1').textContent").result, "'Python Module Index'");
        assert_eq!(console.run("len(qa('h1')), len(xp('//h1'))").result, "(1, 1)");
        let cell = console.run("table([{'a': 1}])");
        assert_eq!(cell.state, "ok", "{cell:?}");
        let cell = console.run("inspect(q('h1'))");
        assert_eq!(cell.state, "ok", "{cell:?}");
        // This console is in a tab, where there is no Elements panel.
        console.wait_for_text(".entry.remark", "cannot be shown in Elements");
    });
}

#[test]
fn only_the_panel_that_ran_the_cell_acts() {
    check("/plain.html", |console| {
        console.run("first = 1");
        let address = console.browser.url().unwrap();
        let ours = console.browser.window().unwrap();
        let other = console.browser.new_window().unwrap();
        console.browser.switch_to(&other).unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.browser.switch_to(&ours).unwrap();
        console.run("%load 1");
        console.wait_for_editor("# %load 1\nfirst = 1");
        console.browser.switch_to(&other).unwrap();
        console.wait_for(
            "[...document.querySelectorAll('.cell')].some((it) => it.textContent.includes('%load 1') \
             && it.dataset.state === 'ok')",
        );
        assert_eq!(console.editor(), "");
        // Now it is this one's turn.
        console.run("%load 1");
        console.wait_for_editor("# %load 1\nfirst = 1");
        console.browser.switch_to(&ours).unwrap();
    });
}

#[test]
fn a_result_that_never_ends_is_stopped_and_one_that_raises_is_told() {
    check("/plain.html", |console| {
        console.run(
            "loops = type('Loops', (), {'__repr__': lambda self: [0 for _ in iter(int, 1)]})()",
        );
        let number = console.submit("loops");
        console.wait_for_state(number, "running");
        console.chord_that_stops(&[key::CONTROL, 'c']);
        let cell = console.end(number);
        assert!(cell.error.contains("KeyboardInterrupt"), "{cell:?}");
        console.run("bad = type('Bad', (), {'__repr__': lambda self: 1 / 0})()");
        let cell = console.run("bad");
        assert!(cell.result.contains("its repr() raised ZeroDivisionError"), "{cell:?}");
        // Whoever types gets completions of such a value without its repr.
        console.type_text("bad.__re");
        console.wait_for_text(".cm-tooltip-autocomplete li", "__repr__");
        empty_editor(console);
        assert_eq!(console.run("1 + 1").result, "2");
    });
}

#[test]
fn packages_are_installed_from_the_addresses_of_their_wheels() {
    check("/plain.html", |console| {
        let addresses: Vec<String> = wheels()
            .iter()
            .map(|file| console.server.url(&file.path.replace("/tmp/", "/wheels/")))
            .collect();
        let cell = console.run(&format!("%pip install {}", addresses.join(" ")));
        for name in ["certifi", "idna", "requests", "urllib3"] {
            assert!(cell.output.contains(&format!("Installed {name} ")), "{cell:?}");
        }
        assert!(!cell.output.contains("needs"), "{cell:?}");
        let cell = console.run("import js, requests; requests.get(js.location.href).status_code");
        assert_eq!(cell.result, "200", "{cell:?}");
        assert!(console.run("%pip list").output.contains("requests 2."));
        let cell = console.run("%pip install requests");
        assert!(cell.shown().contains("index"), "{cell:?}");
    });
}
