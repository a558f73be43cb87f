//! The command line's options, through the whole path.

use morelia_browser::{BrowserKind, Driver, Server};
use morelia_e2e::{X, in_both, pages, site};

#[test]
fn arguments_and_files_go_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let code = "import pathlib, sys\n\
                pathlib.Path('out/deep').mkdir(parents=True)\n\
                pathlib.Path('out/deep/a.bin').write_bytes(bytes(range(256)))\n\
                print(sys.argv[1:], __name__)";
    let script = folder.path().join("s.py");
    std::fs::write(&script, code).unwrap();
    in_both(|kind| {
        let out = folder.path().join(kind.name());
        let ran = X::run(&[script.to_str().unwrap(), "one", "-v", "--browser", kind.name()])
            .with(&["--out", out.to_str().unwrap(), "--", "--json"])
            .done()
            .well();
        assert_eq!(ran.stdout, "['one', '-v', '--json'] __main__\n", "{kind}");
        let written = std::fs::read(out.join("deep/a.bin")).unwrap();
        assert_eq!(written, (0..=255).collect::<Vec<u8>>(), "{kind}");
    });
}

#[test]
fn a_module_runs_as_with_dash_m() {
    in_both(|kind| {
        let ran = X::run(&["-m", "this", "--browser", kind.name()]).done().well();
        assert!(ran.stdout.contains("Beautiful is better than ugly."), "{kind}: {ran:?}");
    });
}

#[test]
fn one_json_object_has_it_all() {
    in_both(|kind| {
        let code = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n6 * 7";
        let ran = X::run(&["--json", "-c", code, "--browser", kind.name()]).done().well();
        let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(object["status"], 0, "{kind}");
        assert_eq!(object["stdout"], "out\n", "{kind}");
        assert_eq!(object["stderr"], "err\n", "{kind}");
        assert_eq!(object["result"]["text/plain"], "42", "{kind}");
        assert!(object["timings"]["python"].as_f64().unwrap() > 0.0, "{kind}");
        assert!(object["duration"].is_number(), "{kind}");
    });
}

#[test]
fn json_tells_of_errors_too() {
    let ran = X::run(&["--json", "-c", "1 / 0"]).done();
    assert_eq!(ran.status, 1, "{ran:?}");
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["error"]["name"], "ZeroDivisionError");
    let ran = X::run(&["--json", "-c", "1", "--url", "http://127.0.0.1:1/"]).done();
    assert_eq!(ran.status, 2, "{ran:?}");
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(object["failure"].as_str().unwrap().contains("cannot be reached"), "{object}");
}

#[test]
fn a_folder_is_served_and_a_picture_taken() {
    let folder = tempfile::tempdir().unwrap();
    let served = pages();
    in_both(|kind| {
        let picture = folder.path().join(format!("{}.png", kind.name()));
        let ran = X::run(&["--serve", served.to_str().unwrap(), "--url", "plain.html"])
            .with(&[
                "-c",
                "import js; js.document.body.style.background = 'red'; print(js.document.title)",
            ])
            .with(&["--browser", kind.name(), "--screenshot", picture.to_str().unwrap()])
            .done()
            .well();
        assert_eq!(ran.stdout, "A plain page\n", "{kind}");
        assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"), "{kind}");
    });
}

#[test]
fn the_demo_page_is_there_when_no_page_is_named() {
    let ran = X::run(&["-c", "import js; print(js.document.title)"]).done().well();
    assert_eq!(ran.stdout, "Snakes and their trees\n");
}

#[test]
fn a_remote_webdriver_server_is_used() {
    let server = Server::start(site()).unwrap();
    for kind in BrowserKind::ALL {
        let scratch = tempfile::tempdir().unwrap();
        let driver = Driver::start(kind, scratch.path()).unwrap();
        let ran =
            X::run(&["-c", "import js; print(js.document.title)", "--webdriver", driver.address()])
                .with(&["--url", &server.url("/plain.html"), "--browser", kind.name()])
                .done()
                .well();
        assert_eq!(ran.stdout, "A plain page\n", "{kind}");
    }
}

#[test]
fn output_comes_while_code_runs() {
    // Were it kept until the end, the second half could not depend on the first.
    let code = "print('question', flush=True)\nprint('answer to', input())";
    let ran = X::run(&["-c", code]).typing("it\n").done().well();
    assert_eq!(ran.stdout, "question\nanswer to it\n");
}
