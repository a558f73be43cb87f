//! The page ring: the runtime in a plain page of both browsers, without the extension.

mod image;
mod plain_page;

use morelia_browser::BrowserKind;
use plain_page::{PlainPage, both};
use serde_json::json;

/// Runs a cell and compares what it prints.
fn check_prints(code: &str, expected: &str) {
    both(|page| {
        let ran = page.execute(&json!({ "code": code }));
        assert_eq!(ran.stdout(), expected, "{ran:?}");
        assert_eq!(ran.status(), "ok", "{ran:?}");
    });
}

#[test]
fn a_cell_has_a_result_and_output() {
    both(|page| {
        let ran = page.execute(&json!({ "code": "print('hi')\n6 * 7" }));
        assert_eq!(ran.stdout(), "hi\n");
        assert_eq!(ran.reply["result"]["text/plain"], "42", "{ran:?}");
    });
}

#[test]
fn sleep_and_loops_leave_the_page_its_timers() {
    both(|page| {
        let slept = page.execute(&json!({ "code": "import time; time.sleep(0.5)" }));
        assert!(slept.ticks > 10, "{slept:?}");
        let looped = page.execute(&json!({ "code": "for i in range(2_000_000): pass" }));
        assert!(looped.ticks > 3, "{looped:?}");
    });
}

#[test]
fn an_endless_loop_can_be_interrupted() {
    both(|page| {
        let ran = page.execute_interrupted(
            &json!({ "code": "def spin():\n    while True: pass\nspin()" }),
            300,
        );
        assert_eq!(ran.reply["error"]["name"], "KeyboardInterrupt", "{ran:?}");
        let traceback = ran.reply["error"]["traceback"].as_str().unwrap_or_default();
        assert!(traceback.contains("in spin"), "{traceback}");
        let after = page.execute(&json!({ "code": "1 + 1" }));
        assert_eq!(after.reply["result"]["text/plain"], "2", "{after:?}");
    });
}

#[test]
fn a_wait_can_be_interrupted() {
    both(|page| {
        let ran =
            page.execute_interrupted(&json!({ "code": "import time; time.sleep(3600)" }), 200);
        assert_eq!(ran.reply["error"]["name"], "KeyboardInterrupt", "{ran:?}");
    });
}

#[test]
fn input_waits_for_a_line() {
    both(|page| {
        let ran = page.execute_with_input(
            &json!({ "code": "name = input('Who? ')\nprint('Hello', name)" }),
            &["Ada"],
        );
        assert!(ran.stdout().ends_with("Hello Ada\n"), "{ran:?}");
        let ended = page.execute(&json!({ "code": "input()" }));
        assert_eq!(ended.reply["error"]["name"], "EOFError", "{ended:?}");
    });
}

#[test]
fn a_second_execution_is_told_that_python_is_busy() {
    both(|page| {
        let replies = page.two_at_once(
            &json!({ "code": "import time; time.sleep(0.2)" }),
            &json!({ "code": "1" }),
        );
        assert_eq!(replies[0]["status"], "ok", "{replies}");
        assert_eq!(replies[1]["status"], "busy", "{replies}");
    });
}

#[test]
fn blocking_in_a_callback_says_what_to_do() {
    check_prints(
        "import js, time\nfrom pyodide.ffi import create_proxy\n\
         def callback(*_):\n    try:\n        time.sleep(1)\n    except RuntimeError as error:\n        print(error)\n\
         js.Array.of(1).forEach(create_proxy(callback))",
        "cannot block here: JavaScript waits for the result of this call. Use 'await' in an async function, \
         or move the blocking part out of the callback\n",
    );
}

#[test]
fn the_modules_that_scripts_begin_with_import() {
    check_prints(
        "import asyncio, json, re, random, logging, dataclasses, pathlib, datetime, zipfile, html.parser, \
         urllib.parse, unittest, decimal, traceback\nprint(datetime.datetime.now().year >= 2026)",
        "True\n",
    );
}

/// The names of the files of tests, without their ends.
fn python_tests() -> Vec<String> {
    let folder = std::fs::read_dir(plain_page::root().join("tests/python")).expect("the tests");
    let names = folder.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let tests = names.filter(|name| name.starts_with("test_"));
    let mut found: Vec<_> =
        tests.filter_map(|name| name.strip_suffix(".py").map(str::to_owned)).collect();
    found.sort();
    found
}

#[test]
fn every_python_test_passes_inside_the_runtime() {
    // Words of names, to run some of them.
    let words = std::env::var("MORELIA_PYTHON_TESTS").unwrap_or_default();
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    // Otherwise one file after the other: a driver does not wait for ever.
    let runs: Vec<Vec<String>> = if words.is_empty() {
        python_tests().into_iter().map(|file| vec![format!("{file}.")]).collect()
    } else {
        vec![words]
    };
    both(|page| {
        page.write_folder("tests/python", "/home/web_user/tests");
        page.execute(&json!({
            "code": "import sys; sys.path.insert(0, '/home/web_user/tests'); import run",
        }));
        let mut failed = String::new();
        for words in &runs {
            let ran = page.execute(&json!({ "code": format!("run.main({})", json!(words)) }));
            let output = ran.stdout();
            if !output.contains(" passed, 0 failed") {
                failed += &format!("{words:?}: {output}\n{:?}\n", ran.reply);
            }
        }
        assert!(failed.is_empty(), "{failed}");
    });
}

#[test]
fn the_table_of_the_standard_library_is_true() {
    let mut page = PlainPage::open(BrowserKind::Chromium);
    page.write_folder("tests/stdlib", "/home/web_user/tests");
    let ran = page.execute(&json!({
        "code": "import sys; sys.path.insert(0, '/home/web_user/tests'); import imports; print(imports.table())",
    }));
    let found = ran.stdout();
    assert!(
        !found.contains("NO REASON"),
        "write the reason into tests/stdlib/imports.py:\n{found}"
    );
    let file = plain_page::root().join("docs/stdlib.md");
    if std::env::var_os("MORELIA_BLESS").is_some() {
        std::fs::write(&file, &found).expect("docs/stdlib.md can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found, written, "docs/stdlib.md is out of date; run it with MORELIA_BLESS=1 set");
}

#[test]
fn the_host_says_how_much_files_may_hold() {
    let mut page = PlainPage::open_with(BrowserKind::Chromium, &json!({ "fileBytes": 1_000_000 }));
    let code = "import shutil\nf = open('/tmp/f', 'wb', 0)\nprint(shutil.disk_usage('/').total)\n\
                print(f.write(bytes(900_000)))\nf.write(bytes(200_000))";
    let ran = page.execute(&json!({ "code": code }));
    assert_eq!(ran.stdout(), "999424\n900000\n", "{ran:?}");
    let message = "[Errno 28] No space left on device";
    assert_eq!(ran.reply["error"]["message"], message, "{ran:?}");
}

/// The lines of `operations.py`'s output by the names of the checks.
fn checks(output: &str) -> Vec<(&str, &str)> {
    output.lines().filter_map(|line| line.split_once('\t')).collect()
}

#[test]
fn files_behave_as_on_linux() {
    let mut page = PlainPage::open(BrowserKind::Chromium);
    page.write_folder("tests/files", "/tmp/files");
    let ran = page.execute(&json!({
        "code": "exec(compile(open('/tmp/files/operations.py').read(), 'operations.py', 'exec'), {})",
    }));
    assert_eq!(ran.status(), "ok", "{ran:?}");
    let output = ran.stdout();
    let read = |name: &str| {
        std::fs::read_to_string(plain_page::root().join("tests/files").join(name)).expect("a text")
    };
    let (linux, differences) = (read("linux.txt"), read("differences.txt"));
    let mut expected: Vec<&str> = checks(&differences).into_iter().map(|(name, _)| name).collect();
    let (ours, theirs) = (checks(&output), checks(&linux));
    assert_eq!(ours.len(), theirs.len(), "{:?}", ours.last());
    let mut wrong = Vec::new();
    for ((name, our), (_, their)) in ours.into_iter().zip(theirs) {
        if our == their {
            continue;
        }
        match expected.iter().position(|known| *known == name) {
            Some(known) => drop(expected.swap_remove(known)),
            None => wrong.push(format!("{name}\n  Linux: {their}\n  here:  {our}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expected.is_empty(), "as on Linux now, remove from differences.txt: {expected:?}");
}
